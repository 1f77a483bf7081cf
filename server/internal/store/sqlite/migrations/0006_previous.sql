-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0006_previous.sql

-- The decision id of the choice that the visitor held when making this one,
-- '' for a first one: with it a visitor's own choices form a row.
ALTER TABLE choices ADD COLUMN previous TEXT NOT NULL DEFAULT '';
