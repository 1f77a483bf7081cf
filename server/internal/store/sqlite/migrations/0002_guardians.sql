-- +goose Up

-- Twin: server/internal/store/postgres/migrations/0002_guardians.sql

-- Choices: what a guardian's choice rests on, as JSON; '' for a choice in
-- one's own right.
ALTER TABLE choices ADD COLUMN guardian TEXT NOT NULL DEFAULT '';

-- Steps: one row per guardian asked for, from the asking until a day after the
-- link's end. What lasts of a step stands with the choice.
CREATE TABLE steps (
    id           TEXT    PRIMARY KEY CHECK (length(id) = 36),
    site         TEXT    NOT NULL,
    key          TEXT    NOT NULL CHECK (length(key) = 36),
    decision     TEXT    NOT NULL,             -- the minor's record, whose receipt may ask for the state
    plan         TEXT    NOT NULL,             -- plan token, as it came
    base         TEXT    NOT NULL,             -- origin under which the link is reached
    place        TEXT    NOT NULL,
    lang         TEXT    NOT NULL,
    band         TEXT    NOT NULL,
    band_until   TEXT    NOT NULL,             -- YYYY-MM-DD or ''
    gpc          INTEGER NOT NULL CHECK (gpc IN (0, 1)),
    dnt          INTEGER NOT NULL CHECK (dnt IN (0, 1)),
    address      TEXT    NOT NULL,             -- e-mail; '' once the letter is sent or given up
    address_mac  BLOB    NOT NULL,             -- keyed hash of the address: limits letters to one address
    token_hash   BLOB,                         -- SHA-256 of the link's token; NULL before the letter
    tries        INTEGER NOT NULL,
    try_at       INTEGER NOT NULL,             -- when the letter is due (again), Unix seconds, UTC
    sent_at      INTEGER NOT NULL,             -- 0: not sent
    seen_at      INTEGER NOT NULL,             -- when the minor's panel last asked; 0: never
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('open', 'agreed', 'declined', 'done')),
    role         TEXT    NOT NULL,             -- '' until agreed
    acknowledged TEXT    NOT NULL,             -- JSON, duties
    grants       TEXT    NOT NULL,             -- JSON, what the guardian allows
    decided_at   INTEGER NOT NULL,             -- 0: not decided
    UNIQUE (site, key)
) STRICT;
CREATE UNIQUE INDEX steps_by_token ON steps (token_hash);
CREATE INDEX steps_by_decision ON steps (decision);
CREATE INDEX steps_by_address ON steps (site, address_mac);

-- Tasks: what people have to do, such as deleting a minor's data (COM-40).
CREATE TABLE tasks (
    id         TEXT    PRIMARY KEY CHECK (length(id) = 36),
    kind       TEXT    NOT NULL,
    site       TEXT    NOT NULL,
    decision   TEXT    NOT NULL,               -- the record it is about
    rules      TEXT    NOT NULL,               -- JSON, rule ids
    created_at INTEGER NOT NULL,               -- Unix seconds, UTC
    done_at    INTEGER NOT NULL,               -- 0: open
    UNIQUE (kind, decision)
) STRICT;
