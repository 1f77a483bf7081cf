-- +goose Up

-- Twin: server/internal/store/sqlite/migrations/0007_wards.sql

-- Whether the visitor, or who asks for a guardian, is under guardianship.
ALTER TABLE choices ADD COLUMN ward BIGINT NOT NULL DEFAULT 0 CHECK (ward IN (0, 1));
ALTER TABLE steps ADD COLUMN ward BIGINT NOT NULL DEFAULT 0 CHECK (ward IN (0, 1));
