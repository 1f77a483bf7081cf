-- +goose Up

-- Choices: one row per choice. Rows are added, never changed.
CREATE TABLE choices (
    seq            INTEGER PRIMARY KEY,          -- order of recording, from 0, without gaps
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

-- Keys: secrets of this server. The newest of each use is the one in use.
CREATE TABLE keys (
    id         TEXT    PRIMARY KEY,
    use        TEXT    NOT NULL CHECK (use IN ('receipt', 'ticket')),
    secret     BLOB    NOT NULL,
    created_at INTEGER NOT NULL                  -- Unix seconds, UTC
) STRICT;
