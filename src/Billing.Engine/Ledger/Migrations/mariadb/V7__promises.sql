-- Promises to pay: which invoice, the day they were given, and the last day on which they are kept by paying.
CREATE TABLE promises (
    number  BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    client  INT NOT NULL,
    invoice INT NOT NULL,
    given   DATE NOT NULL,
    ends    DATE NOT NULL,
    KEY promises_client (client)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
