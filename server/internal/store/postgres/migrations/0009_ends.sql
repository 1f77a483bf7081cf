-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0009_ends.sql

-- Checkpoints: one for each size of the log and end of the audit, so that the
-- audit is bound to its past even while nobody chooses.
ALTER TABLE checkpoints ADD COLUMN events BIGINT NOT NULL DEFAULT 0; -- of the audit; 0 for one from before there was this column
ALTER TABLE checkpoints DROP CONSTRAINT checkpoints_pkey;
ALTER TABLE checkpoints ADD PRIMARY KEY (size, events);
