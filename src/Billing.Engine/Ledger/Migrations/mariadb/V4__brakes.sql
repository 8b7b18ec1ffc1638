-- What keeps anybody from being taken offline, and what did. in_force: the kind while it is, so that there is one of each; lifted_by: nobody when its cause was gone.
CREATE TABLE brakes (
    number    BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind      VARCHAR(40) NOT NULL,
    in_force  VARCHAR(40),
    why       TEXT NOT NULL,
    raised_at DATETIME(3) NOT NULL,
    lifted_at DATETIME(3),
    lifted_by VARCHAR(200),
    because   TEXT NOT NULL,
    UNIQUE KEY brakes_in_force (in_force)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What its rules compare with.
CREATE TABLE brake_marks (
    name  VARCHAR(100) NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX runs_today ON runs (today);
