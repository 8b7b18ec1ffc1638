-- Who works with this ledger. left_at: it was stopped, and holds nothing.
CREATE TABLE nodes (
    name     VARCHAR(60) NOT NULL PRIMARY KEY,
    version  VARCHAR(60) NOT NULL,
    policy   VARCHAR(64) NOT NULL,
    began_at DATETIME(3) NOT NULL,
    seen_at  DATETIME(3) NOT NULL,
    left_at  DATETIME(3)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who is at a client (0: who plans the daily run), until when by this server's clock. fence: grows with each taking, and is what a write has to know.
CREATE TABLE leases (
    client INT NOT NULL PRIMARY KEY,
    node   VARCHAR(60) NOT NULL,
    fence  BIGINT NOT NULL,
    until  DATETIME(3) NOT NULL,
    KEY leases_node (node)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The parts of the daily run that is under way. planned: how many services may go offline in it. Number 0 is the planning itself.
CREATE TABLE ranges (
    run         BIGINT NOT NULL,
    number      INT NOT NULL,
    clients     MEDIUMTEXT NOT NULL,
    planned     INT NOT NULL,
    node        VARCHAR(60) NOT NULL,
    fence       BIGINT NOT NULL,
    until       DATETIME(3),
    finished_at DATETIME(3),
    tally       TEXT NOT NULL,
    PRIMARY KEY (run, number)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE runs ADD COLUMN whole TINYINT(1) NOT NULL DEFAULT 1;
