-- Times are microseconds since 1970. Bodies of threads, incidents and timeline lines are JSON.

-- Everything that arrived, in the order of arrival. The numbers are sequential: rows are appended, never scattered.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    system TEXT,
    topic TEXT NOT NULL,
    dedupe TEXT,
    guard TEXT,
    triggered_at INTEGER,
    received_at INTEGER NOT NULL,
    state INTEGER NOT NULL, -- 0 undecided, 1 decided, 2 held
    reason TEXT,
    thread INTEGER
) STRICT;
CREATE INDEX journal_undecided ON journal (seq) WHERE state = 0;
CREATE INDEX journal_held ON journal (seq) WHERE state = 2;
CREATE INDEX journal_thread ON journal (thread) WHERE thread IS NOT NULL;

-- The bodies stand apart, so that deciding an entry does not write its body again.
CREATE TABLE bodies (
    seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

-- By what a message is known to have come before: the first 16 bytes of a SHA-256.
CREATE TABLE marks (
    mark BLOB PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What lists and clocks need to know of a thread, without its body.
CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER,
    wake_at INTEGER,
    in_flight INTEGER NOT NULL,
    state TEXT NOT NULL,
    open_incidents INTEGER NOT NULL,
    total INTEGER, -- in minor units of its currency
    currency TEXT,
    systems TEXT NOT NULL -- a JSON list
) STRICT;
CREATE INDEX threads_wake_at ON threads (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX threads_in_flight ON threads (id) WHERE in_flight = 1;
CREATE INDEX threads_stuck ON threads (id) WHERE open_incidents > 0;
CREATE INDEX threads_state ON threads (state);

-- A thread knows the next moment at which a delivery or a deadline is due; that is its row here.
CREATE VIEW deadlines AS
    SELECT id AS thread, wake_at AS due_at FROM threads WHERE wake_at IS NOT NULL;

CREATE TABLE thread_bodies (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;

-- The value stands first, so that a search by the beginning of a key is a walk along this table.
CREATE TABLE thread_keys (
    value TEXT NOT NULL,
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    system TEXT NOT NULL,
    thread INTEGER NOT NULL,
    PRIMARY KEY (value, field, kind, system)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_keys_thread ON thread_keys (thread);

-- What waits or is on its way.
CREATE TABLE deliveries (
    thread INTEGER NOT NULL,
    handoff TEXT NOT NULL,
    document TEXT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL, -- 'waiting' or 'in_flight'
    due_at INTEGER NOT NULL, -- when it is to be tried, or since when it is on its way
    attempts INTEGER NOT NULL,
    held TEXT, -- why it is held, where it is
    PRIMARY KEY (thread, handoff, document)
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
    thread INTEGER NOT NULL,
    id TEXT NOT NULL,
    breakpoint TEXT NOT NULL,
    handoff TEXT NOT NULL,
    team TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    open INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (thread, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_newest ON incidents (open DESC, opened_at DESC, id, thread);

CREATE TABLE timeline (
    thread INTEGER NOT NULL,
    line INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER, -- the journal entry that caused it
    body TEXT NOT NULL,
    kind TEXT GENERATED ALWAYS AS (body ->> 'kind') VIRTUAL,
    PRIMARY KEY (thread, line)
) STRICT, WITHOUT ROWID;

-- Deliveries carried out, by handoff.
CREATE TABLE done (
    handoff TEXT PRIMARY KEY,
    times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Small durable values by name: where a poll stands, a password's hash.
CREATE TABLE named_values (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    thread INTEGER
) STRICT;

-- Numbers that would be slow to count.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('duplicates', 0), ('orders', 0), ('last_thread', 0);
