-- The parts of the daily run that is under way: one, as a file has one process. Number 0 is the planning itself.
CREATE TABLE ranges (
    run         INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    clients     TEXT NOT NULL,
    planned     INTEGER NOT NULL,
    node        TEXT NOT NULL,
    fence       INTEGER NOT NULL,
    until       TEXT,
    finished_at TEXT,
    tally       TEXT NOT NULL,
    PRIMARY KEY (run, number)
) STRICT;

ALTER TABLE runs ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;
