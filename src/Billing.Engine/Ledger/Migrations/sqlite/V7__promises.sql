-- Promises to pay: which invoice, the day they were given, and the last day on which they are kept by paying.
CREATE TABLE promises (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    client  INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    given   TEXT NOT NULL,
    ends    TEXT NOT NULL
) STRICT;
CREATE INDEX promises_client ON promises (client);
