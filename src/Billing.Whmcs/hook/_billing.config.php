<?php
// Billing's settings for billing.php. The underscore keeps the panel from loading this file as a hook: a slip of the pen in it stays harmless.
// No secret stands here, only where it is. README.md beside the sources explains each line.
return [
    'url' => 'https://billing.example.com/hooks/whmcs',
    'address' => '192.0.2.10',                          // where that host is, by number: names are not looked up while a client waits
    'key' => 'panel-1',                                 // which secret it is, as Billing's configuration names it
    'secret' => '/etc/billing-hook/secret',             // a file outside the panel's folder
    'spool' => '/var/spool/billing-hook',               // a folder outside the panel's folder, on a local disk
    // 'ca' => '/etc/billing-hook/ca.pem',              // who signed Billing's certificate, if not one that this machine knows
    // 'pin' => 'sha256//…',                            // or the fingerprint of its public key, instead of any certificate
];
