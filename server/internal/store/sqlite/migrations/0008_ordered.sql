-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0008_ordered.sql

-- Leaves: the key first. Our own clients begin it with the time, so that a new
-- one goes to the index's end and dirties the page that the last one did.
DROP INDEX leaves_by_key;
CREATE UNIQUE INDEX leaves_by_key ON leaves (key, site);

-- Choices: without the index on site and key, which leaves has too; and with
-- ids, which are random, in order only within blocks of 2048 choices. An index
-- of all of them would dirty a page of its own for each choice.
CREATE TABLE choices_ordered (
    seq            INTEGER PRIMARY KEY,          -- order of recording, from 0: the number of the leaf
    salt           BLOB    NOT NULL,             -- makes the leaf unguessable
    id             TEXT    NOT NULL CHECK (length(id) = 36),
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
    guardian       TEXT    NOT NULL DEFAULT '',
    month          INTEGER NOT NULL DEFAULT 0,   -- YYYYMM, UTC, of decided_at
    late           INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
    waited         INTEGER NOT NULL DEFAULT 0,
    previous       TEXT    NOT NULL DEFAULT '',
    ward           INTEGER NOT NULL DEFAULT 0 CHECK (ward IN (0, 1))
) STRICT;
INSERT INTO choices_ordered (seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority,
    gpc, dnt, band, band_until, decided_at, valid_until, kid, guardian, month, late, waited, previous, ward)
    SELECT seq, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method, authority,
    gpc, dnt, band, band_until, decided_at, valid_until, kid, guardian, month, late, waited, previous, ward
    FROM choices ORDER BY seq;
DROP TABLE choices;
ALTER TABLE choices_ordered RENAME TO choices;
CREATE UNIQUE INDEX choices_by_id ON choices (seq / 2048, id);
