-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0004_audit.sql

-- Choices: the month of the decision (YYYYMM, UTC), by which they are dropped
-- together; whether the post came late, and after how many seconds.
ALTER TABLE choices ADD COLUMN month BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE choices ADD COLUMN late BIGINT  NOT NULL DEFAULT 0 CHECK (late IN (0, 1));
ALTER TABLE choices ADD COLUMN waited BIGINT  NOT NULL DEFAULT 0;
UPDATE choices SET month = CAST(to_char(to_timestamp(decided_at) AT TIME ZONE 'UTC', 'YYYYMM') AS BIGINT);

-- Leaves: site and key outlive the choice, so that a captured post does not
-- bring back what was erased; id and reason of an erasure, for those who hold
-- exports.
ALTER TABLE leaves ADD COLUMN site TEXT;
ALTER TABLE leaves ADD COLUMN key TEXT;
ALTER TABLE leaves ADD COLUMN month BIGINT ;
ALTER TABLE leaves ADD COLUMN erased_id TEXT;
ALTER TABLE leaves ADD COLUMN erased_why TEXT;
UPDATE leaves SET
    site = (SELECT c.site FROM choices c WHERE c.seq = leaves.seq),
    key = (SELECT c.key FROM choices c WHERE c.seq = leaves.seq),
    month = (SELECT c.month FROM choices c WHERE c.seq = leaves.seq);
CREATE UNIQUE INDEX leaves_by_key ON leaves (site, key);

-- A partition's keys must name what it is split by.
ALTER TABLE choices DROP CONSTRAINT choices_site_key_key;
ALTER TABLE choices DROP CONSTRAINT choices_id_key;
ALTER TABLE choices DROP CONSTRAINT choices_pkey;
ALTER TABLE choices ADD PRIMARY KEY (seq, month);
ALTER TABLE choices ADD UNIQUE (id, month);

-- Audit: what was done to the record beside choosing. Each event's hash covers
-- the one before, and checkpoints name the newest.
CREATE TABLE audit (
    n    BIGINT  PRIMARY KEY,                     -- from 1
    doc  TEXT    NOT NULL,                       -- JSON
    hash BYTEA   NOT NULL CHECK (length(hash) = 32)
);
