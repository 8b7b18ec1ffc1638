-- Backups that we made. checked, found, words: the last look at one. discarded: the day on which it was removed, or another took its place.
CREATE TABLE backups (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    client    INTEGER NOT NULL,
    target    TEXT NOT NULL,
    place     TEXT NOT NULL,
    deed_key  TEXT NOT NULL,
    made      TEXT NOT NULL,
    size      INTEGER,
    checked   TEXT,
    found     TEXT,
    words     TEXT NOT NULL DEFAULT '',
    discarded TEXT
) STRICT;
CREATE INDEX backups_client ON backups (client);
CREATE INDEX backups_target ON backups (target);
CREATE INDEX backups_deed ON backups (deed_key);
CREATE INDEX backups_made ON backups (discarded, made);

INSERT INTO backups (client, target, place, deed_key, made)
SELECT client, target, place, deed_key, day FROM deeds
WHERE kind = 'backup' AND state = 'done' AND target IS NOT NULL AND place <> ''
  AND NOT EXISTS (SELECT 1 FROM deeds AS later WHERE later.kind = 'backup' AND later.state = 'done' AND later.target = deeds.target AND later.place = deeds.place AND later.number > deeds.number)
ORDER BY number;
