CREATE TABLE runs (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    occasion    TEXT NOT NULL,
    today       TEXT NOT NULL,
    began_at    TEXT NOT NULL,
    finished_at TEXT,
    summary     TEXT NOT NULL DEFAULT ''
) STRICT;

-- One row a key. turn: the place in the client's order, new with each attempt. day: of the first attempt, then of the one that did it.
CREATE TABLE deeds (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    deed_key       TEXT NOT NULL,
    client         INTEGER NOT NULL,
    turn           INTEGER NOT NULL,
    run            INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    target         TEXT,
    invoice        INTEGER,
    day            TEXT NOT NULL,
    begun_on       TEXT NOT NULL,
    because        TEXT NOT NULL,
    state          TEXT NOT NULL,
    handed_over    INTEGER NOT NULL DEFAULT 0,
    attempts       INTEGER NOT NULL,
    changed        INTEGER,
    words          TEXT NOT NULL DEFAULT '',
    raised_invoice INTEGER,
    place          TEXT,
    token          TEXT,
    bounced        TEXT,
    began_at       TEXT NOT NULL,
    finished_at    TEXT,
    action         TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX deeds_key ON deeds (deed_key);
CREATE INDEX deeds_client ON deeds (client, turn);
CREATE INDEX deeds_state ON deeds (state, client);

-- What is offline because of us, and which deed took it there.
CREATE TABLE offline (
    target   TEXT NOT NULL PRIMARY KEY,
    client   INTEGER NOT NULL,
    deed_key TEXT NOT NULL
) STRICT;

CREATE TABLE snapshots (
    deed_key TEXT NOT NULL PRIMARY KEY,
    snapshot TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE objections (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    client   INTEGER NOT NULL,
    invoice  INTEGER NOT NULL,
    came     TEXT NOT NULL,
    answered TEXT
) STRICT;
CREATE INDEX objections_client ON objections (client);

CREATE TABLE recoveries (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    client   INTEGER NOT NULL,
    target   TEXT NOT NULL,
    asked    TEXT NOT NULL,
    finished TEXT
) STRICT;
CREATE UNIQUE INDEX recoveries_client ON recoveries (client, target, asked);

CREATE TABLE marks (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
