-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0008_ordered.sql

-- Leaves: the key first. Our own clients begin it with the time, so that a new
-- one goes to the index's end and dirties the page that the last one did.
DROP INDEX leaves_by_key;
CREATE UNIQUE INDEX leaves_by_key ON leaves (key, site);
