-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0001_choices.sql

-- Choices: one row per choice. Rows are added, never changed; erasing somebody
-- removes theirs.
CREATE TABLE choices (
    seq            INTEGER PRIMARY KEY,          -- order of recording, from 0: the number of the leaf
    salt           BLOB    NOT NULL,             -- makes the leaf unguessable
    id             TEXT    NOT NULL UNIQUE CHECK (length(id) = 36),
    site           TEXT    NOT NULL,
    key            TEXT    NOT NULL CHECK (length(key) = 36),
    profile        TEXT    NOT NULL,
    policy_version TEXT    NOT NULL,
    text_hash      TEXT    NOT NULL,
    lang           TEXT    NOT NULL,
    place          TEXT    NOT NULL,             -- ISO 3166, '' when unknown
    grants         TEXT    NOT NULL CHECK (json_valid(grants)),
    method         TEXT    NOT NULL,
    authority      TEXT    NOT NULL,
    gpc            INTEGER NOT NULL CHECK (gpc IN (0, 1)),
    dnt            INTEGER NOT NULL CHECK (dnt IN (0, 1)),
    band           TEXT    NOT NULL,             -- '' when no age was told
    band_until     TEXT    NOT NULL,             -- YYYY-MM-DD or ''
    decided_at     INTEGER NOT NULL,             -- server's clock, Unix seconds, UTC
    valid_until    INTEGER NOT NULL,             -- Unix seconds, UTC
    kid            TEXT    NOT NULL,             -- the key that signed the receipt
    UNIQUE (site, key)
) STRICT;

-- Leaves: one row per choice, for ever: SHA-256 over the salt and the choice.
CREATE TABLE leaves (
    seq       INTEGER PRIMARY KEY,
    leaf      BLOB    NOT NULL CHECK (length(leaf) = 32),
    erased_at INTEGER                            -- Unix seconds, UTC; NULL while the choice is there
) STRICT;

-- Nodes: the root of each full block of 256 hashes of the level below.
CREATE TABLE nodes (
    level INTEGER NOT NULL CHECK (level > 0),
    n     INTEGER NOT NULL,
    hash  BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

-- Head: one row, the number of leaves.
CREATE TABLE head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL
) STRICT;
INSERT INTO head (id, size) VALUES (1, 0);

-- Checkpoints: what the server has signed about the log.
CREATE TABLE checkpoints (
    size    INTEGER PRIMARY KEY,
    note    TEXT    NOT NULL,
    made_at INTEGER NOT NULL                     -- Unix seconds, UTC
) STRICT;

-- Keys: secrets of this server. The newest of each use is the one in use.
CREATE TABLE keys (
    id         TEXT    PRIMARY KEY,
    use        TEXT    NOT NULL CHECK (use IN ('receipt', 'ticket', 'log')),
    secret     BLOB    NOT NULL,
    created_at INTEGER NOT NULL                  -- Unix seconds, UTC
) STRICT;
