-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0003_parts.sql

-- Parts: what visitors were shown, each piece once, named by its hash. A
-- choice's text_hash names the notice, and that the words, drawings and so on.
CREATE TABLE parts (
    hash    TEXT    PRIMARY KEY CHECK (length(hash) = 64), -- SHA-256 of the content, in hex
    kind    TEXT    NOT NULL,
    content BLOB    NOT NULL,
    kept_at INTEGER NOT NULL                                -- Unix seconds, UTC
) STRICT;
