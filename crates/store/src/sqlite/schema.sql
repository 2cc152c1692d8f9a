-- Format 1. Everything an execution's transitions touch lies together by key, so that a commit dirties few pages.

CREATE TABLE executions (
    key         INTEGER PRIMARY KEY,
    namespace   INTEGER NOT NULL,
    workflow_id TEXT    NOT NULL,
    run_id      TEXT    NOT NULL,
    kind        INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    started     INTEGER NOT NULL,
    -- The greatest number while it is open, so that the open ones come first in lists.
    closed      INTEGER NOT NULL,
    hidden      INTEGER NOT NULL,
    deadline    INTEGER,
    ready       INTEGER NOT NULL,
    core        BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX executions_by_run ON executions (run_id);
CREATE INDEX executions_by_deadline ON executions (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX executions_ready ON executions (key) WHERE ready = 1;
-- Lists are read from this index alone. Only a start and a close write to it.
CREATE INDEX executions_listed ON executions (kind, closed, started, key, status, hidden);

-- All runs of a workflow id; the one with the greatest key is current.
CREATE TABLE runs (
    namespace   INTEGER NOT NULL,
    workflow_id TEXT    NOT NULL,
    key         INTEGER NOT NULL,
    PRIMARY KEY (namespace, workflow_id, key)
) WITHOUT ROWID, STRICT;

-- The two tables that grow most have one number as their key: that is compact, and a table by rowid keeps
-- values of up to 4,000 bytes out of overflow pages.

-- position = (key * 2^5 + kind) * 2^20 + id
CREATE TABLE items (
    position INTEGER PRIMARY KEY,
    value    BLOB NOT NULL
) STRICT;

-- position = key * 2^20 + first event id
CREATE TABLE history (
    position INTEGER PRIMARY KEY,
    events   BLOB NOT NULL
) STRICT;

-- What executions can be found by besides; there are rows only for those that carry attributes.
CREATE TABLE attributes (
    number INTEGER NOT NULL,
    value  ANY     NOT NULL,
    key    INTEGER NOT NULL,
    PRIMARY KEY (number, value, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE documents (
    kind  INTEGER NOT NULL,
    id    TEXT    NOT NULL,
    value BLOB    NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID, STRICT;
