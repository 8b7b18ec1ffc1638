<?php
// A panel that only reaches hook points: panel.php HOOK-FILE, with [[point, vars], …] on its input. Prints what became of each call as JSON.
const WHMCS = true;
$hooks = [];
$lines = [];
$escaped = [];
$throws = getenv('PANEL_LOG_THROWS') !== false;

function add_hook($point, $priority, $function)
{
    $GLOBALS['hooks'][$point][] = $function;
}

function logActivity($line)
{
    $GLOBALS['lines'][] = $line;
    echo 'a careless line';
    trigger_error('a careless warning');
    if ($GLOBALS['throws']) {
        throw new RuntimeException('the activity log is broken');
    }
}

/** Milliseconds that this process has been ready to run while the machine was busy with others: no fault of the hook. */
function queued()
{
    return is_readable('/proc/self/schedstat') ? (int) explode(' ', file_get_contents('/proc/self/schedstat'))[1] / 1e6 : 0;
}

$known = [get_defined_functions()['user'], count(get_declared_classes())];
$handler = static function ($number, $text) use (&$escaped) {
    $escaped[] = $text;
    return true;
};
set_error_handler($handler);
date_default_timezone_set('America/Argentina/Buenos_Aires');
$before = [date_default_timezone_get(), setlocale(LC_ALL, 0), ob_get_level(), ini_get('display_errors'), getcwd(), umask()];
$calls = [];
ob_start();
require $argv[1];
$loaded = ob_get_clean();
foreach (json_decode(stream_get_contents(STDIN), true) as list($point, $vars)) {
    if (isset($vars['model'])) {
        $vars['invoice'] = new ArrayObject(['email' => 'ana@example.com', 'total' => '10.00']);
    }
    foreach ($hooks[$point] ?? [] as $function) {
        ob_start();
        $began = hrtime(true);
        $waited = queued();
        $returned = 'an exception';
        try {
            $returned = $function($vars);
        } catch (Throwable $thrown) {
            $escaped[] = get_class($thrown) . ': ' . $thrown->getMessage();
        }
        $waited = queued() - $waited;
        $calls[] = ['point' => $point, 'ms' => (hrtime(true) - $began) / 1e6 - $waited, 'returned' => $returned, 'output' => ob_get_clean()];
    }
}
$after = [date_default_timezone_get(), setlocale(LC_ALL, 0), ob_get_level(), ini_get('display_errors'), getcwd(), umask()];
$mine = set_error_handler(null) === $handler;
echo json_encode([
    'calls' => $calls, 'lines' => $lines, 'escaped' => $escaped, 'lastError' => error_get_last(), 'loaded' => $loaded,
    'asFound' => $mine && $before === $after && get_defined_functions()['user'] === $known[0],
    'points' => array_keys($hooks),
]);
