-- The least rights of the user by which Billing reads the panel's database: these columns, nothing else, and no right to change anything.
-- Passwords, card data and notes stay unreadable. Put the panel's database in place of `whmcs`, and the address of the machine that Billing runs on in
-- place of 127.0.0.1, choose a password, and run this as the database's administrator. `billing check` says what is missing.
-- It may be run again at any time, as after an update of Billing that reads more: a user that is there keeps its password, a grant that is there stays.

CREATE USER IF NOT EXISTS 'billing_reader'@'127.0.0.1' IDENTIFIED BY 'choose a long one';

GRANT SELECT (`id`, `userid`, `invoiceid`, `amountin`, `amountout`) ON `whmcs`.`tblaccounts` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `userid`, `description`) ON `whmcs`.`tblactivitylog` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `module`) ON `whmcs`.`tbladdons` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `date`, `relid`, `type`) ON `whmcs`.`tblcancelrequests` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `groupname`, `susptermexempt`, `separateinvoices`) ON `whmcs`.`tblclientgroups` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `firstname`, `lastname`, `companyname`, `email`, `country`, `phonenumber`, `currency`, `billingcid`, `groupid`, `status`, `language`, `latefeeoveride`, `separateinvoices`, `credit`) ON `whmcs`.`tblclients` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `code`) ON `whmcs`.`tblcurrencies` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `userid`, `domain`, `recurringamount`, `registrar`, `registrationperiod`, `status`, `nextduedate`, `donotrenew`, `nextinvoicedate`, `paymentmethod`) ON `whmcs`.`tbldomains` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `userid`, `packageid`, `server`, `domain`, `amount`, `billingcycle`, `nextduedate`, `domainstatus`, `username`, `suspendreason`, `overideautosuspend`, `overidesuspenduntil`, `nextinvoicedate`, `paymentmethod`) ON `whmcs`.`tblhosting` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `hostingid`, `addonid`, `name`, `recurring`, `billingcycle`, `status`, `nextduedate`, `userid`, `nextinvoicedate`, `paymentmethod`) ON `whmcs`.`tblhostingaddons` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `invoiceid`, `userid`, `type`, `relid`, `description`, `amount`, `duedate`) ON `whmcs`.`tblinvoiceitems` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `userid`, `invoicenum`, `date`, `duedate`, `datepaid`, `total`, `status`, `paymentmethod`, `notes`) ON `whmcs`.`tblinvoices` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `name`, `disabled`) ON `whmcs`.`tblemailtemplates` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`gateway`, `setting`, `value`) ON `whmcs`.`tblpaymentgateways` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`type`, `currency`, `relid`, `monthly`, `quarterly`, `semiannually`, `annually`, `biennially`, `triennially`) ON `whmcs`.`tblpricing` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `name`) ON `whmcs`.`tblproductgroups` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `gid`, `name`, `servertype`, `welcomeemail`, `autoterminatedays`) ON `whmcs`.`tblproducts` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `name`, `hostname`, `ipaddress`) ON `whmcs`.`tblservers` TO 'billing_reader'@'127.0.0.1';

-- Where the panel has these tables (contacts for billing; the Project Management addon), and for WhatsApp the custom fields that say who agreed to it:
GRANT SELECT (`id`, `userid`, `email`, `invoiceemails`) ON `whmcs`.`tblcontacts` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `type`, `fieldname`) ON `whmcs`.`tblcustomfields` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`fieldid`, `relid`, `value`) ON `whmcs`.`tblcustomfieldsvalues` TO 'billing_reader'@'127.0.0.1';
GRANT SELECT (`id`, `userid`, `title`, `status`, `completed`) ON `whmcs`.`mod_project` TO 'billing_reader'@'127.0.0.1';

-- For `billing doctor`: which of the panel's tasks are switched off.
GRANT SELECT (`class_name`, `is_enabled`) ON `whmcs`.`tbltask` TO 'billing_reader'@'127.0.0.1';
