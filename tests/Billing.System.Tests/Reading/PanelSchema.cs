namespace Billing.System.Tests.Reading;

/// <summary>
/// The tables of a panel as far as reading touches them, with the types, defaults and zero dates of an 8.x panel, and what a 7.x panel has instead.
/// Every column has a default, so that a test states only what matters to it. Columns that nobody may read are here too, to prove that nobody does.
/// </summary>
internal static class PanelSchema
{
    public static string Of(int version) => Common + (version >= 8 ? Eight : Seven);

    private const string Common = """
        CREATE TABLE tblcurrencies (id int PRIMARY KEY, code text NOT NULL DEFAULT '', prefix text NOT NULL DEFAULT '', rate decimal(10,5) NOT NULL DEFAULT 1);
        CREATE TABLE tblclientgroups (id int PRIMARY KEY, groupname varchar(45) NOT NULL DEFAULT '', susptermexempt text, separateinvoices text NOT NULL DEFAULT '');
        CREATE TABLE tblcustomfields (id int PRIMARY KEY, type text NOT NULL DEFAULT 'client', relid int NOT NULL DEFAULT 0, fieldname text NOT NULL DEFAULT '');
        CREATE TABLE tblcustomfieldsvalues (id int AUTO_INCREMENT PRIMARY KEY, fieldid int NOT NULL, relid int NOT NULL, value text NOT NULL DEFAULT '', KEY fieldid_relid (fieldid, relid));
        CREATE TABLE tblproductgroups (id int PRIMARY KEY, name text NOT NULL DEFAULT '');
        CREATE TABLE tblproducts (id int PRIMARY KEY, gid int NOT NULL DEFAULT 0, name text NOT NULL DEFAULT '', servertype text NOT NULL DEFAULT '', welcomeemail int NOT NULL DEFAULT 0, autoterminatedays int NOT NULL DEFAULT 0);
        CREATE TABLE tblemailtemplates (id int AUTO_INCREMENT PRIMARY KEY, type text NOT NULL DEFAULT 'product', name text NOT NULL DEFAULT '', language text NOT NULL DEFAULT '', disabled tinyint(1) NOT NULL DEFAULT 0);
        CREATE TABLE tbltask (id int AUTO_INCREMENT PRIMARY KEY, priority int NOT NULL DEFAULT 0, class_name varchar(255) NOT NULL DEFAULT '', is_enabled tinyint(1) NOT NULL DEFAULT 1);
        CREATE TABLE tblpricing (id int AUTO_INCREMENT PRIMARY KEY, type enum('product','addon','domainrenew') NOT NULL DEFAULT 'product', currency int NOT NULL DEFAULT 1,
          relid int NOT NULL DEFAULT 0, msetupfee decimal(16,2) NOT NULL DEFAULT 0, monthly decimal(16,2) NOT NULL DEFAULT -1, quarterly decimal(16,2) NOT NULL DEFAULT -1,
          semiannually decimal(16,2) NOT NULL DEFAULT -1, annually decimal(16,2) NOT NULL DEFAULT -1, biennially decimal(16,2) NOT NULL DEFAULT -1, triennially decimal(16,2) NOT NULL DEFAULT -1);
        CREATE TABLE tblservers (id int PRIMARY KEY, name text NOT NULL DEFAULT '', hostname text NOT NULL DEFAULT '', ipaddress text NOT NULL DEFAULT '', type text NOT NULL DEFAULT '',
          username text NOT NULL DEFAULT '', password text NOT NULL DEFAULT 'secret', accesshash text NOT NULL DEFAULT 'secret');
        CREATE TABLE tblcancelrequests (id int AUTO_INCREMENT PRIMARY KEY, date datetime NOT NULL DEFAULT '0000-00-00', relid int NOT NULL DEFAULT 0, reason text NOT NULL DEFAULT '',
          type text NOT NULL DEFAULT '', KEY serviceid (relid));
        CREATE TABLE tblinvoiceitems (id int AUTO_INCREMENT PRIMARY KEY, invoiceid int unsigned NOT NULL DEFAULT 0, userid int NOT NULL DEFAULT 1, type varchar(30) NOT NULL DEFAULT '',
          relid int NOT NULL DEFAULT 0, description text NOT NULL DEFAULT '', amount decimal(16,2) DEFAULT 0, duedate date DEFAULT NULL, KEY invoiceid (invoiceid), KEY userid (userid, type, relid));
        CREATE TABLE tblaccounts (id int AUTO_INCREMENT PRIMARY KEY, userid int NOT NULL DEFAULT 0, amountin decimal(16,2) NOT NULL DEFAULT 0, amountout decimal(16,2) NOT NULL DEFAULT 0,
          invoiceid int unsigned NOT NULL DEFAULT 0, KEY invoiceid (invoiceid));
        CREATE TABLE tblactivitylog (id int AUTO_INCREMENT PRIMARY KEY, date datetime NOT NULL DEFAULT '0000-00-00 00:00:00', description text NOT NULL DEFAULT '', user text NOT NULL DEFAULT '',
          userid int unsigned NOT NULL DEFAULT 0, ipaddr text NOT NULL DEFAULT '', KEY userid (userid));
        CREATE TABLE tblpaymentgateways (id int AUTO_INCREMENT PRIMARY KEY, gateway text NOT NULL DEFAULT '', setting text NOT NULL DEFAULT '', value text NOT NULL DEFAULT '');
        CREATE TABLE tblclients (id int PRIMARY KEY, latefeeoveride tinyint(1) NOT NULL DEFAULT 0, credit decimal(16,2) NOT NULL DEFAULT 0, firstname text NOT NULL DEFAULT '', lastname text NOT NULL DEFAULT '', companyname text NOT NULL DEFAULT '', email text NOT NULL DEFAULT '',
          country text NOT NULL DEFAULT '', phonenumber text NOT NULL DEFAULT '', password text NOT NULL DEFAULT 'secret', cardnum blob NOT NULL DEFAULT 'secret', currency int NOT NULL DEFAULT 1,
          billingcid int NOT NULL DEFAULT 0, groupid int NOT NULL DEFAULT 0, status varchar(20) NOT NULL DEFAULT 'Active', language text NOT NULL DEFAULT '');
        """;

    private const string Eight = """
        ALTER TABLE tblclients ADD separateinvoices tinyint(1) NOT NULL DEFAULT 0;
        CREATE TABLE tbladdons (id int PRIMARY KEY, name text NOT NULL DEFAULT '', module varchar(32) NOT NULL DEFAULT '');
        CREATE TABLE tblcontacts (id int PRIMARY KEY, userid int NOT NULL DEFAULT 0, email text NOT NULL DEFAULT '', invoiceemails int NOT NULL DEFAULT 0);
        CREATE TABLE tblhosting (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, packageid int NOT NULL DEFAULT 0, server int NOT NULL DEFAULT 0, domain text NOT NULL DEFAULT '', qty int unsigned NOT NULL DEFAULT 1,
          amount decimal(16,2) DEFAULT 10, billingcycle text NOT NULL DEFAULT 'Monthly', nextduedate date DEFAULT NULL, domainstatus varchar(20) NOT NULL DEFAULT 'Active',
          username text NOT NULL DEFAULT '', password text NOT NULL DEFAULT 'secret', suspendreason text NOT NULL DEFAULT '', overideautosuspend tinyint(1) NOT NULL DEFAULT 0,
          overidesuspenduntil date NOT NULL DEFAULT '0000-00-00', nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY userid (userid), KEY domainstatus (domainstatus));
        CREATE TABLE tblhostingaddons (id int PRIMARY KEY, hostingid int NOT NULL DEFAULT 0, addonid int NOT NULL DEFAULT 0, userid int NOT NULL DEFAULT 0, name text NOT NULL DEFAULT '',
          recurring decimal(16,2) NOT NULL DEFAULT 5, billingcycle text NOT NULL DEFAULT 'Monthly', status varchar(20) NOT NULL DEFAULT 'Active', nextduedate date DEFAULT NULL, nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY serviceid (hostingid));
        CREATE TABLE tbldomains (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, domain text NOT NULL DEFAULT '', recurringamount decimal(16,2) NOT NULL DEFAULT 20, registrar text NOT NULL DEFAULT '',
          registrationperiod int NOT NULL DEFAULT 1, status varchar(20) NOT NULL DEFAULT 'Active', nextduedate date NOT NULL DEFAULT '0000-00-00', donotrenew tinyint(1) NOT NULL DEFAULT 0, nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY userid (userid));
        CREATE TABLE tblinvoices (id int unsigned PRIMARY KEY, userid int NOT NULL DEFAULT 1, invoicenum text NOT NULL DEFAULT '', date date DEFAULT NULL, duedate date DEFAULT NULL,
          datepaid datetime NOT NULL DEFAULT '0000-00-00 00:00:00', date_cancelled timestamp NOT NULL DEFAULT '0000-00-00 00:00:00', total decimal(16,2) DEFAULT 10, status text NOT NULL DEFAULT 'Unpaid',
          paymentmethod text NOT NULL DEFAULT '', notes text NOT NULL DEFAULT '', KEY userid (userid), KEY status (status(3)));
        """;

    // Flags are texts, nothing has a quantity, an addon has neither an owner nor a module, and there are no contacts.
    private const string Seven = """
        ALTER TABLE tblclients ADD separateinvoices text NOT NULL DEFAULT '';
        CREATE TABLE tbladdons (id int PRIMARY KEY, name text NOT NULL DEFAULT '');
        CREATE TABLE tblhosting (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, packageid int NOT NULL DEFAULT 0, server int NOT NULL DEFAULT 0, domain text NOT NULL DEFAULT '',
          amount decimal(10,2) DEFAULT 10, billingcycle text NOT NULL DEFAULT 'Monthly', nextduedate date DEFAULT NULL, domainstatus enum('Pending','Active','Suspended','Terminated','Cancelled','Fraud','Completed') NOT NULL DEFAULT 'Active',
          username text NOT NULL DEFAULT '', password text NOT NULL DEFAULT 'secret', suspendreason text NOT NULL DEFAULT '', overideautosuspend text NOT NULL DEFAULT '',
          overidesuspenduntil date NOT NULL DEFAULT '0000-00-00', nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY userid (userid), KEY domainstatus (domainstatus));
        CREATE TABLE tblhostingaddons (id int PRIMARY KEY, hostingid int NOT NULL DEFAULT 0, addonid int NOT NULL DEFAULT 0, name text NOT NULL DEFAULT '',
          recurring decimal(10,2) NOT NULL DEFAULT 5, billingcycle text NOT NULL DEFAULT 'Monthly', status enum('Pending','Active','Suspended','Terminated','Cancelled','Fraud') NOT NULL DEFAULT 'Active',
          nextduedate date DEFAULT NULL, nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY serviceid (hostingid));
        CREATE TABLE tbldomains (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, domain text NOT NULL DEFAULT '', recurringamount decimal(10,2) NOT NULL DEFAULT 20, registrar text NOT NULL DEFAULT '',
          registrationperiod int NOT NULL DEFAULT 1, status enum('Pending','Pending Transfer','Active','Expired','Cancelled','Fraud') NOT NULL DEFAULT 'Active', nextduedate date NOT NULL DEFAULT '0000-00-00',
          donotrenew text NOT NULL DEFAULT '', nextinvoicedate date NOT NULL DEFAULT '0000-00-00', paymentmethod text NOT NULL DEFAULT '', KEY userid (userid));
        CREATE TABLE tblinvoices (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, invoicenum text NOT NULL DEFAULT '', date date DEFAULT NULL, duedate date DEFAULT NULL,
          datepaid datetime NOT NULL DEFAULT '0000-00-00 00:00:00', total decimal(10,2) DEFAULT 10, status text NOT NULL DEFAULT 'Unpaid',
          paymentmethod text NOT NULL DEFAULT '', notes text NOT NULL DEFAULT '', KEY userid (userid), KEY status (status(3)));
        """;

    public const string Projects = "CREATE TABLE mod_project (id int PRIMARY KEY, userid int NOT NULL DEFAULT 1, title text NOT NULL DEFAULT '', status text NOT NULL DEFAULT 'In Progress', completed int(1) NOT NULL DEFAULT 0)";
}
