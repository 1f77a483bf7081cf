-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0007_wards.sql

-- Whether the visitor, or who asks for a guardian, is under guardianship.
ALTER TABLE choices ADD COLUMN ward INTEGER NOT NULL DEFAULT 0 CHECK (ward IN (0, 1));
ALTER TABLE steps ADD COLUMN ward INTEGER NOT NULL DEFAULT 0 CHECK (ward IN (0, 1));
