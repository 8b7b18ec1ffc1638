CREATE TABLE runs (
    number      BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    occasion    VARCHAR(100) NOT NULL,
    today       DATE NOT NULL,
    began_at    DATETIME(3) NOT NULL,
    finished_at DATETIME(3),
    summary     TEXT NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row a key. turn: the place in the client's order, new with each attempt. day: of the first attempt, then of the one that did it.
CREATE TABLE deeds (
    number         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    deed_key       VARCHAR(700) NOT NULL,
    client         INT NOT NULL,
    turn           BIGINT NOT NULL,
    run            BIGINT NOT NULL,
    kind           VARCHAR(30) NOT NULL,
    target         VARCHAR(40),
    invoice        INT,
    day            DATE NOT NULL,
    begun_on       DATE NOT NULL,
    because        TEXT NOT NULL,
    state          VARCHAR(20) NOT NULL,
    handed_over    TINYINT(1) NOT NULL DEFAULT 0,
    attempts       INT NOT NULL,
    changed        TINYINT(1),
    words          TEXT NOT NULL,
    raised_invoice INT,
    place          TEXT,
    token          TEXT,
    bounced        TEXT,
    began_at       DATETIME(3) NOT NULL,
    finished_at    DATETIME(3),
    action         MEDIUMTEXT NOT NULL,
    UNIQUE KEY deeds_key (deed_key),
    KEY deeds_client (client, turn),
    KEY deeds_state (state, client)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is offline because of us, and which deed took it there.
CREATE TABLE offline (
    target   VARCHAR(40) NOT NULL PRIMARY KEY,
    client   INT NOT NULL,
    deed_key VARCHAR(700) NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE snapshots (
    deed_key VARCHAR(700) NOT NULL PRIMARY KEY,
    snapshot MEDIUMTEXT NOT NULL,
    saved_at DATETIME(3) NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE objections (
    number   BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    client   INT NOT NULL,
    invoice  INT NOT NULL,
    came     DATE NOT NULL,
    answered DATE,
    KEY objections_client (client)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE recoveries (
    number   BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    client   INT NOT NULL,
    target   VARCHAR(40) NOT NULL,
    asked    DATE NOT NULL,
    finished DATE,
    UNIQUE KEY recoveries_client (client, target, asked)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE marks (
    name  VARCHAR(60) NOT NULL PRIMARY KEY,
    value VARCHAR(200) NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
