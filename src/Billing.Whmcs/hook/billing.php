<?php
/*
 * Tells Billing whom to look at: an event's name and the numbers of what it is about, never what to do, no names, no amounts.
 * Each event is a file in the spool first; then whatever waits there goes out in one short signed POST, and what was not taken waits on.
 * README.md says how to install this and what exactly is sent.
 *
 * The panel loads this on every page, and a checkout runs through it. So nothing leaves it: no output, no error, no exception, no state;
 * one request spends at most PATIENCE milliseconds in it. No syntax newer than PHP 7.2: a parse error is the one thing that no guard catches.
 */

if (!defined('WHMCS') || !function_exists('add_hook')) {
    return;
}

(static function () {
    $hook = new class(__DIR__ . '/_billing.config.php') {
        const PATIENCE = 750;          // milliseconds of one request, or of one turn of the cron, for everything here
        const TO_CONNECT = 500;        // of these, at most, until the connection stands
        const ENOUGH = 300;            // of these, at least, to begin a POST: one cut short looks like a failure, and is told twice
        const PAUSE = 30;              // seconds without a further attempt after a failed one
        const AT_ONCE = 100;           // events in one POST
        const ROOM = 10000;            // files in the spool
        const ANSWER = 16384;          // bytes of an answer that are read, at most
        const NAME = '/^\d{16}-[0-9a-f]{32}\.json$/D';

        private $file;
        private $config;               // null: not read yet; [] : unusable
        private $spool;
        private $obstacle;             // why nothing can be posted, in words for the activity log
        private $secret;
        private $curl;
        private $spent = 0.0;
        private $since;
        private $gaveUp = false;       // an attempt of this request has failed
        private $last = 0;
        private $count;

        public function __construct(string $file)
        {
            $this->file = $file;
        }

        /** Something happened: written down, then posted if there is time. $names: our word => the panel's. */
        public function tell(string $event, array $names, $vars)
        {
            $this->unharmed(function () use ($event, $names, $vars) {
                $ids = $this->ids($names, is_array($vars) ? $vars : []);
                if (!$ids || !$this->ready()) {
                    return;
                }
                $said = ['id' => bin2hex(random_bytes(16)), 'event' => $event, 'at' => gmdate('Y-m-d\TH:i:s\Z')] + $ids;
                $written = $this->write($said);
                if (!$this->mayPost()) {
                    return;
                }
                if ($written || $this->post([$said])) {
                    $this->drain();
                } else {
                    $this->pause();
                }
            });
        }

        /** The panel's cron: the spool's next chance, with a patience of its own. */
        public function again()
        {
            $this->unharmed(function () {
                if (!$this->ready()) {
                    return;
                }
                $this->spent = 0.0;
                $this->gaveUp = false;
                $this->sweep();
                if ($this->obstacle === null) {
                    $this->drain();
                }
            });
        }

        private function unharmed(callable $work)
        {
            $depth = ob_get_level();
            $this->since = hrtime(true);
            set_error_handler(static function () {
                return true;
            });
            try {
                ob_start();
                $work();
            } catch (\Throwable $kept) {
                $this->gaveUp = true;
            } finally {
                while (ob_get_level() > $depth && ob_end_clean()) {
                }
                restore_error_handler();
                $this->spent += (hrtime(true) - $this->since) / 1e6;
            }
        }

        private function left(): int
        {
            return (int) (self::PATIENCE - $this->spent - (hrtime(true) - $this->since) / 1e6);
        }

        private function mayPost(): bool
        {
            return $this->obstacle === null && !$this->gaveUp && $this->left() >= self::ENOUGH && !$this->younger($this->spool . '/pause', self::PAUSE);
        }

        /** Numbers only. A module's $vars hold passwords and whole models, which never get further than this. */
        private function ids(array $names, array $vars): array
        {
            $flat = array_change_key_case($vars);
            $flat += array_change_key_case(isset($flat['params']) && is_array($flat['params']) ? $flat['params'] : []);
            $ids = [];
            foreach ($names as $ours => $theirs) {
                $id = isset($flat[$theirs]) && is_scalar($flat[$theirs]) ? filter_var($flat[$theirs], FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]) : false;
                if ($id !== false) {
                    $ids[$ours] = $id;
                }
            }
            return $ids;
        }

        // ---- the configuration, once per request

        private function ready(): bool
        {
            if ($this->config === null) {
                $this->config = [];
                $read = null;
                try {
                    $read = is_file($this->file) ? include $this->file : null;
                } catch (\Throwable $wrong) {
                    // A slip of the pen in it is the same as none.
                }
                if (!is_array($read)) {
                    $this->say('config', 'there is no ' . basename($this->file) . ' beside billing.php that returns its settings; Billing is told nothing.');
                } elseif (($wrong = $this->wrongSpool($read)) !== null) {
                    $this->say('config', $wrong . ' Billing is told nothing.');
                } else {
                    $this->config = $read;
                    $this->spool = rtrim($read['spool'], '/');
                    $this->obstacle = $this->obstacle();
                    if ($this->obstacle !== null) {
                        $this->say('obstacle', $this->obstacle . ' Events wait in the spool.');
                    }
                }
            }
            return $this->config !== [];
        }

        private function wrongSpool(array $config)
        {
            $spool = isset($config['spool']) && is_string($config['spool']) ? realpath($config['spool']) : false;
            if ($spool === false || !is_dir($spool)) {
                return 'spool is no folder that the panel can see: make it.';
            }
            return $this->inThePanel($spool) ? 'spool lies inside the panel\'s folder, where the web may reach it: move it.' : null;
        }

        private function inThePanel(string $path): bool
        {
            $panel = realpath(dirname($this->file, 3));
            return $panel !== false && $panel !== '/' && strpos($path . '/', $panel . '/') === 0;
        }

        private function obstacle()
        {
            if (!function_exists('curl_init')) {
                return 'PHP has no curl extension: install it.';
            }
            $url = parse_url($this->text('url'));
            $host = trim((string) ($url['host'] ?? ''), '[]');
            $address = $this->text('address') ?: $host;
            if ($host === '' || isset($url['user']) || isset($url['pass']) || !in_array($url['scheme'] ?? '', ['https', 'http'], true)) {
                return 'url is no https address (without a user in it).';
            }
            if (!filter_var($address, FILTER_VALIDATE_IP)) {
                return 'address is no IP address; a host name in url needs one beside it, as looking a name up may take longer than a checkout waits.';
            }
            if ($url['scheme'] === 'http' && strpos($address, '127.') !== 0 && $address !== '::1') {
                return 'url is http, which is taken on this machine only: use https.';
            }
            if (!preg_match('/^[A-Za-z0-9._-]{1,64}$/D', $this->text('key'))) {
                return 'key is no name of a key (letters, digits, ".", "_", "-").';
            }
            if ($this->text('pin') !== '' && !preg_match('~^sha256//[A-Za-z0-9+/]{43}=$~D', $this->text('pin'))) {
                return 'pin is no fingerprint of a public key (sha256//…).';
            }
            $this->secret = is_file($this->text('secret')) ? trim((string) file_get_contents($this->text('secret'))) : '';
            if (strlen($this->secret) < 32) {
                return 'secret is no file that the panel can read with at least 32 characters in it.';
            }
            return $this->inThePanel((string) realpath($this->text('secret'))) ? 'secret lies inside the panel\'s folder, where the web may reach it: move it.' : null;
        }

        private function text(string $name): string
        {
            return isset($this->config[$name]) && is_string($this->config[$name]) ? $this->config[$name] : '';
        }

        // ---- the spool: a file per event, named so that the oldest comes first, seen by others only when it is whole

        private function write(array $event): bool
        {
            if ($this->count === null) {
                $this->count = count($this->waiting());
            }
            if ($this->count >= self::ROOM) {
                $this->say('full', 'the spool holds ' . self::ROOM . ' events that Billing has not taken; new ones are left out.');
                return false;
            }
            $this->last = max($this->last + 1, (int) (microtime(true) * 1e6));
            $name = sprintf('%016d-%s.json', $this->last, $event['id']);
            $text = json_encode($event) . "\n";
            $unfinished = $this->spool . '/.' . $name;
            if (file_put_contents($unfinished, $text) === strlen($text) && rename($unfinished, $this->spool . '/' . $name)) {
                $this->count++;
                return true;
            }
            unlink($unfinished);
            $this->say('spool', 'the spool cannot be written; events that Billing does not take at once are lost.');
            return false;
        }

        private function waiting(): array
        {
            return array_values(preg_grep(self::NAME, scandir($this->spool) ?: []));
        }

        /** What a process that died left half written. */
        private function sweep()
        {
            foreach (preg_grep('/^\.\d{16}-/', scandir($this->spool) ?: []) as $name) {
                if (!$this->younger($this->spool . '/' . $name, 3600)) {
                    unlink($this->spool . '/' . $name);
                }
            }
        }

        /**
         * Posts what waits, oldest first, one process at a time. Who finds another at it leaves his event to that one, which looks once more
         * after it has let go of the lock: so no event stays behind between the two.
         */
        private function drain()
        {
            for ($more = true; $more && $this->left() >= self::ENOUGH && $this->waiting();) {
                $lock = fopen($this->spool . '/lock', 'c') ?: fopen($this->spool . '/lock', 'r');
                if (!$lock || !flock($lock, LOCK_EX | LOCK_NB)) {
                    return;
                }
                $more = $this->postOldest();
                flock($lock, LOCK_UN);
                fclose($lock);
            }
        }

        /** Whether there may be more to post. */
        private function postOldest(): bool
        {
            $names = $this->waiting();
            $events = [];
            foreach ($names as $name) {
                $text = file_get_contents($this->spool . '/' . $name);
                $event = $text === false ? null : $this->read($text, $name);
                if ($event !== null) {
                    $events[$name] = $event;
                } elseif ($text !== false) {
                    unlink($this->spool . '/' . $name);     // cut off by a power failure: it says nothing
                }
                if (count($events) === self::AT_ONCE) {
                    break;
                }
            }
            if (!$events) {
                return false;
            }
            if (!$this->post(array_values($events))) {
                $this->pause();
                return false;
            }
            $removed = 0;
            foreach (array_keys($events) as $name) {
                $removed += (int) unlink($this->spool . '/' . $name);
            }
            $this->count = count($names) - $removed;
            if (file_exists($this->spool . '/pause')) {
                unlink($this->spool . '/pause');
            }
            if ($removed < count($events)) {
                $this->say('spool', 'events that Billing took cannot be removed from the spool, and are told again and again.');
            }
            return $removed === count($events);
        }

        /** The file's event, if it has the form of one: nothing else is ever signed. */
        private function read(string $text, string $name)
        {
            $event = json_decode($text, true);
            if (!is_array($event) || !isset($event['id'], $event['event'], $event['at']) || $event['id'] !== substr($name, 17, 32)
                || !is_string($event['event']) || !is_string($event['at'])) {
                return null;
            }
            $ids = array_filter(array_intersect_key($event, ['invoice' => 1, 'client' => 1, 'service' => 1, 'order' => 1]), 'is_int');
            return $ids ? ['id' => $event['id'], 'event' => substr($event['event'], 0, 64), 'at' => substr($event['at'], 0, 20)] + $ids : null;
        }

        private function pause()
        {
            $this->gaveUp = true;
            $this->renew($this->spool . '/pause');
        }

        /** Also where another user of the machine, as the cron's, made the file: then its folder's owner may put a new one. */
        private function renew(string $file): bool
        {
            return touch($file) || (unlink($file) && touch($file));
        }

        private function younger(string $file, int $seconds): bool
        {
            clearstatcache(true, $file);
            $age = file_exists($file) ? time() - filemtime($file) : -1;
            return $age >= 0 && $age < $seconds;
        }

        // ---- the POST

        /** Whether Billing says that it has them. Its word is a 2xx and their number in a header: any web page can answer 200. */
        private function post(array $events): bool
        {
            $taken = null;
            $read = 0;
            $body = (string) json_encode(['version' => 1, 'events' => $events]);
            $left = $this->left();
            $this->curl = $this->curl ?: curl_init();
            curl_setopt_array($this->curl, $this->whereTo() + [
                CURLOPT_POST => true,
                CURLOPT_POSTFIELDS => $body,
                CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'X-Billing-Signature: ' . $this->signature($body), 'Expect:'],
                CURLOPT_USERAGENT => 'billing-whmcs-hook/1',
                CURLOPT_TIMEOUT_MS => max(1, $left),
                CURLOPT_CONNECTTIMEOUT_MS => max(1, min(self::TO_CONNECT, $left)),
                CURLOPT_NOSIGNAL => true,
                CURLOPT_FOLLOWLOCATION => false,
                CURLOPT_HEADERFUNCTION => static function ($curl, $line) use (&$taken, &$read) {
                    if (preg_match('/^x-billing-taken:\s*(\d{1,6})\s*$/i', $line, $found)) {
                        $taken = (int) $found[1];
                    }
                    return ($read += strlen($line)) > self::ANSWER ? 0 : strlen($line);
                },
                CURLOPT_WRITEFUNCTION => static function ($curl, $part) use (&$read) {
                    return ($read += strlen($part)) > self::ANSWER ? 0 : strlen($part);
                },
            ]);
            curl_exec($this->curl);
            $error = curl_errno($this->curl);
            $status = (int) curl_getinfo($this->curl, CURLINFO_HTTP_CODE);
            if ($status >= 200 && $status < 300 && $taken === count($events)) {
                return true;
            }
            $why = $status === 0 ? 'no answer: ' . curl_strerror($error) : 'HTTP ' . $status . ($status < 300 ? ' without the word that it took them' : '');
            $this->say('refused', 'Billing does not take events (' . $why . '); what waits in the spool is told again later.');
            return false;
        }

        private function signature(string $body): string
        {
            $at = (string) time();
            return 't=' . $at . ',k=' . $this->text('key') . ',v1=' . hash_hmac('sha256', $at . '.' . $body, $this->secret);
        }

        private function whereTo(): array
        {
            $url = parse_url($this->text('url'));
            $port = $url['port'] ?? ($url['scheme'] === 'https' ? 443 : 80);
            $address = $this->text('address');
            $pin = $this->text('pin');
            $options = [
                CURLOPT_URL => $this->text('url'),
                CURLOPT_PROXY => '',
                CURLOPT_SSL_VERIFYPEER => $pin === '',     // a pinned key is the identity itself, also of a self-signed certificate
                CURLOPT_SSL_VERIFYHOST => $pin === '' ? 2 : 0,
            ];
            if ($address !== '') {
                $options[CURLOPT_RESOLVE] = [$url['host'] . ':' . $port . ':' . (strpos($address, ':') === false ? $address : '[' . $address . ']')];
            }
            if ($pin !== '') {
                $options[CURLOPT_PINNEDPUBLICKEY] = $pin;
            }
            if ($this->text('ca') !== '') {
                $options[CURLOPT_CAINFO] = $this->text('ca');
            }
            return $options;
        }

        /** A line for the admin, of each kind one a day; where that cannot be remembered, none. */
        private function say(string $kind, string $text)
        {
            $mark = '/said-' . $kind;
            $mark = $this->spool !== null && is_writable($this->spool) ? $this->spool . $mark : sys_get_temp_dir() . '/billing-hook-' . md5($this->file) . '-' . $kind;
            if (function_exists('logActivity') && !$this->younger($mark, 86400) && $this->renew($mark)) {
                logActivity('Billing hook: ' . $text);
            }
        }
    };

    $invoice = ['invoice' => 'invoiceid'];
    $module = ['client' => 'userid', 'service' => 'serviceid'];
    $points = [
        'InvoiceCreated' => $invoice,
        'InvoicePaid' => $invoice,
        'InvoiceCancelled' => $invoice,
        'InvoiceUnpaid' => $invoice,
        'InvoiceRefunded' => $invoice,
        'OrderPaid' => ['order' => 'orderid', 'client' => 'userid', 'invoice' => 'invoiceid'],
        'AfterShoppingCartCheckout' => ['order' => 'orderid', 'invoice' => 'invoiceid'],
        'CancellationRequest' => ['client' => 'userid', 'service' => 'relid'],
        'AfterModuleCreate' => $module,
        'AfterModuleSuspend' => $module,
        'AfterModuleUnsuspend' => $module,
        'AfterModuleTerminate' => $module,
    ];
    foreach ($points as $point => $names) {
        add_hook($point, 900, static function ($vars = null) use ($hook, $point, $names) {
            $hook->tell($point, $names, $vars);
        });
    }
    foreach (['AfterCronJob', 'DailyCronJob'] as $point) {
        add_hook($point, 900, static function () use ($hook) {
            $hook->again();
        });
    }
})();
