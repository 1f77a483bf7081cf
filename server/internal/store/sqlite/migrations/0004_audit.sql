-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0004_audit.sql

-- Choices: the month of the decision (YYYYMM, UTC), by which they are dropped
-- together; whether the post came late, and after how many seconds.
ALTER TABLE choices ADD COLUMN month INTEGER NOT NULL DEFAULT 0;
ALTER TABLE choices ADD COLUMN late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1));
ALTER TABLE choices ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
UPDATE choices SET month = CAST(strftime('%Y%m', decided_at, 'unixepoch') AS INTEGER);

-- Leaves: site and key outlive the choice, so that a captured post does not
-- bring back what was erased; id and reason of an erasure, for those who hold
-- exports.
ALTER TABLE leaves ADD COLUMN site TEXT;
ALTER TABLE leaves ADD COLUMN key TEXT;
ALTER TABLE leaves ADD COLUMN month INTEGER;
ALTER TABLE leaves ADD COLUMN erased_id TEXT;
ALTER TABLE leaves ADD COLUMN erased_why TEXT;
UPDATE leaves SET
    site = (SELECT c.site FROM choices c WHERE c.seq = leaves.seq),
    key = (SELECT c.key FROM choices c WHERE c.seq = leaves.seq),
    month = (SELECT c.month FROM choices c WHERE c.seq = leaves.seq);
CREATE UNIQUE INDEX leaves_by_key ON leaves (site, key);

-- Audit: what was done to the record beside choosing. Each event's hash covers
-- the one before, and checkpoints name the newest.
CREATE TABLE audit (
    n    INTEGER PRIMARY KEY,                     -- from 1
    doc  TEXT    NOT NULL,                       -- JSON
    hash BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
