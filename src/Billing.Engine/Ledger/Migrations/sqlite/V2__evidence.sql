-- The evidence: append-only, each entry hashed with the one before. personal: what may be erased. once: the identity of what was told from outside.
CREATE TABLE evidence (
    number   INTEGER PRIMARY KEY,
    client   INTEGER NOT NULL,
    invoice  INTEGER,
    deed_key TEXT NOT NULL,
    kind     TEXT NOT NULL,
    at       TEXT NOT NULL,
    once     TEXT,
    body     TEXT NOT NULL,
    hash     TEXT NOT NULL,
    personal TEXT
) STRICT;
CREATE UNIQUE INDEX evidence_once ON evidence (once);
CREATE INDEX evidence_key ON evidence (deed_key);
CREATE INDEX evidence_invoice ON evidence (invoice);
CREATE INDEX evidence_client ON evidence (client);

-- What was sent, byte by byte, packed.
CREATE TABLE contents (
    digest  TEXT NOT NULL PRIMARY KEY,
    client  INTEGER NOT NULL,
    at      TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;

-- Where the links of a notice lead.
CREATE TABLE links (
    id           TEXT NOT NULL PRIMARY KEY,
    deed_key     TEXT NOT NULL,
    client       INTEGER NOT NULL,
    invoice      INTEGER,
    destinations TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    expires_at   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX links_key ON links (deed_key);

-- An address to which notices do not arrive, until the panel has another one.
CREATE TABLE dead_addresses (
    client  INTEGER NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    since   TEXT NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (client, channel, address)
) STRICT;

-- What the other end of a channel calls our messages (a digest), whom it writes to at which address, and what it told about itself.
CREATE TABLE channel_messages (
    channel  TEXT NOT NULL,
    id       TEXT NOT NULL,
    deed_key TEXT NOT NULL,
    client   INTEGER NOT NULL,
    invoice  INTEGER,
    PRIMARY KEY (channel, id)
) STRICT;
CREATE TABLE channel_people (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    client  INTEGER NOT NULL,
    written TEXT NOT NULL,
    reach   TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (channel, address, client)
) STRICT;
CREATE INDEX channel_people_client ON channel_people (channel, client);
CREATE INDEX channel_people_at ON channel_people (channel, at);
CREATE TABLE channel_states (
    channel TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (channel, name)
) STRICT;

ALTER TABLE objections ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE deeds ADD COLUMN retry_at TEXT;
INSERT INTO marks (name, value) VALUES ('evidence', '0 0000000000000000000000000000000000000000000000000000000000000000');
