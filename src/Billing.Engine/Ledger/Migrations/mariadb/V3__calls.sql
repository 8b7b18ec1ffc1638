-- Who is to be looked at, because something outside said so. number: the order of coming.
CREATE TABLE calls (
    number      BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id          VARCHAR(100) NOT NULL,
    event       VARCHAR(100) NOT NULL,
    client      INT,
    invoice     INT,
    at          DATETIME(3) NOT NULL,
    came_at     DATETIME(3) NOT NULL,
    answered_at DATETIME(3),
    UNIQUE KEY calls_id (id),
    KEY calls_waiting (answered_at, came_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How far we have read what tells us whom to look at.
CREATE TABLE sources (
    source VARCHAR(100) NOT NULL PRIMARY KEY,
    mark   VARCHAR(2000) NOT NULL
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
