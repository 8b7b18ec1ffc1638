-- Backups that we made. checked, found, words: the last look at one. discarded: the day on which it was removed, or another took its place.
CREATE TABLE backups (
    number    BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    client    INT NOT NULL,
    target    VARCHAR(40) NOT NULL,
    place     TEXT NOT NULL,
    deed_key  VARCHAR(700) NOT NULL,
    made      DATE NOT NULL,
    size      BIGINT,
    checked   DATE,
    found     VARCHAR(20),
    words     TEXT,
    discarded DATE,
    KEY backups_client (client),
    KEY backups_target (target),
    KEY backups_deed (deed_key),
    KEY backups_made (discarded, made)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO backups (client, target, place, deed_key, made)
SELECT client, target, place, deed_key, day FROM deeds
WHERE kind = 'backup' AND state = 'done' AND target IS NOT NULL AND place <> ''
  AND NOT EXISTS (SELECT 1 FROM deeds AS later WHERE later.kind = 'backup' AND later.state = 'done' AND later.target = deeds.target AND later.place = deeds.place AND later.number > deeds.number)
ORDER BY number;
