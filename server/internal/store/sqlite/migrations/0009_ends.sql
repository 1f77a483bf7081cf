-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0009_ends.sql

-- Checkpoints: one for each size of the log and end of the audit, so that the
-- audit is bound to its past even while nobody chooses.
CREATE TABLE checkpoints_bound (
    size    INTEGER NOT NULL,
    events  INTEGER NOT NULL,                    -- of the audit; 0 for one from before there was this column
    note    TEXT    NOT NULL,
    made_at INTEGER NOT NULL,                    -- Unix seconds, UTC
    PRIMARY KEY (size, events)
) STRICT;
INSERT INTO checkpoints_bound (size, events, note, made_at) SELECT size, 0, note, made_at FROM checkpoints;
DROP TABLE checkpoints;
ALTER TABLE checkpoints_bound RENAME TO checkpoints;
