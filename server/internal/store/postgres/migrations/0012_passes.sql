-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0012_passes.sql

-- Passes: the hand-over passes that were used, until nobody takes them any more.
CREATE TABLE passes (
    id    TEXT    PRIMARY KEY CHECK (length(id) = 36),
    until BIGINT NOT NULL                           -- Unix seconds, UTC
);
