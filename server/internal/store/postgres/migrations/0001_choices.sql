-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0001_choices.sql

-- Choices: one row per choice. Rows are added, never changed; erasing somebody
-- removes theirs.
CREATE TABLE choices (
    seq            BIGINT PRIMARY KEY,          -- order of recording, from 0: the number of the leaf
    salt           BYTEA   NOT NULL,             -- makes the leaf unguessable
    id             TEXT    NOT NULL UNIQUE CHECK (length(id) = 36),
    site           TEXT    NOT NULL,
    key            TEXT    NOT NULL CHECK (length(key) = 36),
    profile        TEXT    NOT NULL,
    policy_version TEXT    NOT NULL,
    text_hash      TEXT    NOT NULL,
    lang           TEXT    NOT NULL,
    place          TEXT    NOT NULL,             -- ISO 3166, '' when unknown
    grants         TEXT    NOT NULL,
    method         TEXT    NOT NULL,
    authority      TEXT    NOT NULL,
    gpc            BIGINT NOT NULL CHECK (gpc IN (0, 1)),
    dnt            BIGINT NOT NULL CHECK (dnt IN (0, 1)),
    band           TEXT    NOT NULL,             -- '' when no age was told
    band_until     TEXT    NOT NULL,             -- YYYY-MM-DD or ''
    decided_at     BIGINT NOT NULL,             -- server's clock, Unix seconds, UTC
    valid_until    BIGINT NOT NULL,             -- Unix seconds, UTC
    kid            TEXT    NOT NULL,             -- the key that signed the receipt
    UNIQUE (site, key)
);

-- Leaves: one row per choice, for ever: SHA-256 over the salt and the choice.
CREATE TABLE leaves (
    seq       BIGINT PRIMARY KEY,
    leaf      BYTEA   NOT NULL CHECK (length(leaf) = 32),
    erased_at BIGINT                              -- Unix seconds, UTC; NULL while the choice is there
);

-- Nodes: the root of each full block of 256 hashes of the level below.
CREATE TABLE nodes (
    level BIGINT NOT NULL CHECK (level > 0),
    n     BIGINT NOT NULL,
    hash  BYTEA   NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, n)
);

-- Head: one row, the number of leaves.
CREATE TABLE head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL
);
INSERT INTO head (id, size) VALUES (1, 0);

-- Checkpoints: what the server has signed about the log.
CREATE TABLE checkpoints (
    size    BIGINT PRIMARY KEY,
    note    TEXT    NOT NULL,
    made_at BIGINT NOT NULL                     -- Unix seconds, UTC
);

-- Keys: secrets of this server. The newest of each use is the one in use.
CREATE TABLE keys (
    id         TEXT    PRIMARY KEY,
    use        TEXT    NOT NULL CHECK (use IN ('receipt', 'ticket', 'log')),
    secret     BYTEA   NOT NULL,
    created_at BIGINT NOT NULL                  -- Unix seconds, UTC
);
