-- The evidence: append-only, each entry hashed with the one before. personal: what may be erased. once: the identity of what was told from outside.
CREATE TABLE evidence (
    number   BIGINT NOT NULL PRIMARY KEY,
    client   INT NOT NULL,
    invoice  INT,
    deed_key VARCHAR(700) NOT NULL,
    kind     VARCHAR(30) NOT NULL,
    at       DATETIME(3) NOT NULL,
    once     VARCHAR(200),
    body     MEDIUMTEXT NOT NULL,
    hash     CHAR(64) NOT NULL,
    personal MEDIUMTEXT,
    UNIQUE KEY evidence_once (once),
    KEY evidence_key (deed_key),
    KEY evidence_invoice (invoice),
    KEY evidence_client (client)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was sent, byte by byte, packed.
CREATE TABLE contents (
    digest  CHAR(64) NOT NULL PRIMARY KEY,
    client  INT NOT NULL,
    at      DATETIME(3) NOT NULL,
    content LONGBLOB NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Where the links of a notice lead.
CREATE TABLE links (
    id           VARCHAR(40) NOT NULL PRIMARY KEY,
    deed_key     VARCHAR(700) NOT NULL,
    client       INT NOT NULL,
    invoice      INT,
    destinations TEXT NOT NULL,
    made_at      DATETIME(3) NOT NULL,
    expires_at   DATETIME(3) NOT NULL,
    UNIQUE KEY links_key (deed_key)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- An address to which notices do not arrive, until the panel has another one.
CREATE TABLE dead_addresses (
    client  INT NOT NULL,
    channel VARCHAR(40) NOT NULL,
    address VARCHAR(300) NOT NULL,
    since   DATE NOT NULL,
    why     TEXT NOT NULL,
    PRIMARY KEY (client, channel, address)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What the other end of a channel calls our messages (a digest), whom it writes to at which address, and what it told about itself.
CREATE TABLE channel_messages (
    channel  VARCHAR(40) NOT NULL,
    id       CHAR(64) NOT NULL,
    deed_key VARCHAR(700) NOT NULL,
    client   INT NOT NULL,
    invoice  INT,
    PRIMARY KEY (channel, id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE channel_people (
    channel VARCHAR(40) NOT NULL,
    address VARCHAR(200) NOT NULL,
    client  INT NOT NULL,
    written VARCHAR(300) NOT NULL,
    reach   VARCHAR(20) NOT NULL,
    at      DATETIME(3) NOT NULL,
    PRIMARY KEY (channel, address, client),
    KEY channel_people_client (channel, client),
    KEY channel_people_at (channel, at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE channel_states (
    channel VARCHAR(40) NOT NULL,
    name    VARCHAR(600) NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (channel, name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE objections ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE deeds ADD COLUMN retry_at DATETIME(3);
INSERT INTO marks (name, value) VALUES ('evidence', '0 0000000000000000000000000000000000000000000000000000000000000000');
