-- Format 2. Tasks that wait for a worker lie by queue, in the order in which they are handed out: before, executions were
-- only marked. While few wait, all of them are one page.

CREATE TABLE tasks (
    namespace INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    place     INTEGER NOT NULL,
    key       INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    attempt   INTEGER NOT NULL,
    stamp     INTEGER NOT NULL,
    PRIMARY KEY (namespace, kind, name, place)
) WITHOUT ROWID, STRICT;

-- What was marked waits outside the queues, at the place of its key: with an id of 0, it is for the execution to say which
-- of its tasks wait.
INSERT INTO tasks (namespace, kind, name, place, key, since, id, attempt, stamp)
SELECT 0, 2, '', key, key, 0, 0, 0, 0 FROM executions WHERE ready = 1;

DROP INDEX executions_ready;
ALTER TABLE executions DROP COLUMN ready;
