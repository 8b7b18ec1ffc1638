-- What keeps anybody from being taken offline, and what did. in_force: the kind while it is, so that there is one of each; lifted_by: nobody when its cause was gone.
CREATE TABLE brakes (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL,
    in_force  TEXT,
    why       TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    lifted_at TEXT,
    lifted_by TEXT,
    because   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX brakes_in_force ON brakes (in_force);

-- What its rules compare with.
CREATE TABLE brake_marks (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE INDEX runs_today ON runs (today);
