-- Format 1. Everything an execution's transitions touch lies together by key, so that a commit dirties few pages.

CREATE TABLE executions (
    key         INTEGER PRIMARY KEY,
    namespace   INTEGER NOT NULL,
    workflow_id TEXT    NOT NULL,
    run_id      TEXT    NOT NULL,
    status      INTEGER NOT NULL,
    started     INTEGER NOT NULL,
    closed      INTEGER,
    deadline    INTEGER,
    ready       INTEGER NOT NULL,
    core        BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX executions_by_run ON executions (run_id);
CREATE INDEX executions_by_deadline ON executions (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX executions_ready ON executions (key) WHERE ready = 1;

CREATE TABLE currents (
    namespace   INTEGER NOT NULL,
    workflow_id TEXT    NOT NULL,
    key         INTEGER NOT NULL,
    PRIMARY KEY (namespace, workflow_id)
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

CREATE TABLE documents (
    kind  INTEGER NOT NULL,
    id    TEXT    NOT NULL,
    value BLOB    NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID, STRICT;
