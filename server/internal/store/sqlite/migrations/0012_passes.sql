-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0012_passes.sql

-- Passes: the hand-over passes that were used, until nobody takes them any more.
CREATE TABLE passes (
    id    TEXT    PRIMARY KEY CHECK (length(id) = 36),
    until INTEGER NOT NULL                           -- Unix seconds, UTC
) STRICT;
