-- Who is to be looked at, because something outside said so. number: the order of coming.
CREATE TABLE calls (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    event       TEXT NOT NULL,
    client      INTEGER,
    invoice     INTEGER,
    at          TEXT NOT NULL,
    came_at     TEXT NOT NULL,
    answered_at TEXT
) STRICT;
CREATE INDEX calls_waiting ON calls (answered_at, came_at);

-- How far we have read what tells us whom to look at.
CREATE TABLE sources (
    source TEXT NOT NULL PRIMARY KEY,
    mark   TEXT NOT NULL
) STRICT;
