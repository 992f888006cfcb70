"""The tables of a desk, as forward migrations: the desk of version N has had the first N of them.

They are written for SQLite; `dialect` says them for PostgreSQL.
"""

import re

APPLICATION_ID = 0x53495452  # "SITR", at byte 68 of the file

MIGRATIONS = (
    """
    CREATE TABLE raw (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,    -- SHA-256 of name, fields and content
      name TEXT NOT NULL,
      media_type TEXT NOT NULL,
      fields TEXT NOT NULL,           -- JSON object: the metadata that came with it
      content BLOB NOT NULL,
      received TEXT NOT NULL          -- UTC, ISO 8601
    );
    CREATE TABLE report (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE        -- what makes two items the same report: its address, or where it came from
    );
    CREATE TABLE version (
      id INTEGER PRIMARY KEY,
      report_id INTEGER NOT NULL REFERENCES report (id),
      number INTEGER NOT NULL,        -- 1, 2, ... in the order of receipt
      raw_id INTEGER NOT NULL REFERENCES raw (id),
      digest BLOB NOT NULL,           -- SHA-256 of what is compared to tell an edit
      name TEXT NOT NULL,
      title TEXT, outlet TEXT, url TEXT, language TEXT,
      text TEXT NOT NULL,
      published TEXT, how TEXT NOT NULL,
      since INTEGER, until INTEGER,   -- the days that `published` may mean, as proleptic ordinals
      available INTEGER NOT NULL,     -- the first day on which it could be known
      received TEXT NOT NULL,
      reader INTEGER NOT NULL,        -- version of the reader that made the reading
      reading BLOB NOT NULL,          -- MessagePack of a Reading
      UNIQUE (report_id, number)
    );
    CREATE INDEX version_digest ON version (digest);
    CREATE INDEX version_days ON version (until, since);
    CREATE INDEX version_available ON version (available);
    CREATE INDEX version_name ON version (name);
    CREATE TABLE claim (
      version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,        -- index in the reading
      voice TEXT,
      PRIMARY KEY (version_id, number)
    ) WITHOUT ROWID;
    CREATE INDEX claim_voice ON claim (voice);
    CREATE TABLE echo_key (
      key INTEGER NOT NULL,           -- hash of a run of words
      version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      PRIMARY KEY (key, version_id)
    ) WITHOUT ROWID;
    CREATE TABLE echo (
      later INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      earlier INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      share REAL NOT NULL,            -- of the shorter one's runs of words that the other has too
      PRIMARY KEY (later, earlier)
    ) WITHOUT ROWID;
    CREATE INDEX echo_earlier ON echo (earlier);
    CREATE TABLE failure (
      item TEXT PRIMARY KEY,
      reason TEXT NOT NULL,
      raw_id INTEGER REFERENCES raw (id),
      tries INTEGER NOT NULL DEFAULT 1,
      received TEXT NOT NULL
    );
    CREATE VIRTUAL TABLE words USING fts5 (
      title, text, content = 'version', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
    );
    """,
    """
    CREATE TABLE inferred (
      version_id INTEGER PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
      mark TEXT NOT NULL,             -- the evidence that it was inferred from
      story INTEGER NOT NULL,         -- hash of the reports that it was seen against
      published BLOB NOT NULL,        -- MessagePack of a Published
      reading BLOB                    -- MessagePack of the Reading by that day, where one was found
    );
    CREATE INDEX version_evidence ON version (available, since, until, received, reader);
    """,
    """
    CREATE TABLE ruling (
      number INTEGER PRIMARY KEY,     -- 1, 2, ... in the order in which they were made; never used again
      verb TEXT NOT NULL,             -- join or split
      voice TEXT NOT NULL,            -- ids of voices
      other TEXT NOT NULL,
      reports TEXT NOT NULL,          -- JSON list of the ids of reports
      name TEXT,
      made TEXT NOT NULL              -- UTC, ISO 8601
    );
    """,
    """
    DROP TABLE echo;
    DELETE FROM echo_key;
    CREATE TABLE echo (
      later INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      earlier INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      share REAL NOT NULL,            -- of the shorter one's runs of words that the other has too
      passages BLOB NOT NULL,         -- MessagePack of the passages: spans in the later, and in the earlier one
      PRIMARY KEY (later, earlier)
    ) WITHOUT ROWID;
    CREATE INDEX echo_earlier ON echo (earlier);
    CREATE TABLE runs (
      version_id INTEGER PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
      hashes BLOB NOT NULL            -- of its runs of words, four bytes each, the order of the machine
    );
    CREATE TABLE unit_key (
      key INTEGER NOT NULL,           -- hash of a telling term of a unit
      day INTEGER NOT NULL,           -- of publication, as proleptic ordinal; 0 where none is stated
      version_id INTEGER NOT NULL,
      start INTEGER NOT NULL,         -- where the unit begins, times two; and one for the outlet's own
      PRIMARY KEY (key, day, version_id, start)
    ) WITHOUT ROWID;
    CREATE TABLE unit_name (
      name TEXT NOT NULL,             -- id of the statement that the unit would be the first telling of
      version_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      PRIMARY KEY (name, version_id, start)
    ) WITHOUT ROWID;
    CREATE TABLE alike (
      later INTEGER NOT NULL,
      earlier INTEGER NOT NULL,
      pairs BLOB NOT NULL,            -- MessagePack of the pairs of units that are alike, with how much
      PRIMARY KEY (later, earlier)
    ) WITHOUT ROWID;
    CREATE INDEX alike_earlier ON alike (earlier);
    CREATE TABLE sketch (
      version_id INTEGER NOT NULL,
      item INTEGER NOT NULL,          -- where an item of a digest begins, 0 where a report is none
      content BLOB NOT NULL,          -- MessagePack of what the report or item is known by
      PRIMARY KEY (version_id, item)
    ) WITHOUT ROWID;
    CREATE TABLE story_key (
      key INTEGER NOT NULL,           -- hash of a telling term of a report or item
      day INTEGER NOT NULL,           -- of publication, as proleptic ordinal; 0 where none is stated
      version_id INTEGER NOT NULL,
      item INTEGER NOT NULL,
      weight INTEGER NOT NULL,        -- of the term
      PRIMARY KEY (key, day, version_id, item)
    ) WITHOUT ROWID;
    CREATE TABLE near (
      later INTEGER NOT NULL,
      later_item INTEGER NOT NULL,
      earlier INTEGER NOT NULL,
      earlier_item INTEGER NOT NULL,
      likelihood INTEGER NOT NULL,    -- that both are of one story, in millionths
      PRIMARY KEY (later, later_item, earlier, earlier_item)
    ) WITHOUT ROWID;
    -- by which linker the version was linked, 0 where it is not yet
    ALTER TABLE version ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX version_linked ON version (linked);
    """,
    """
    DROP TABLE runs;
    CREATE TABLE runs (
      version_id INTEGER PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
      content BLOB NOT NULL           -- MessagePack of its words by number, where they stand, and its paragraphs
    );
    CREATE TABLE gists (
      version_id INTEGER PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
      content BLOB NOT NULL           -- MessagePack of what is compared of its units
    );
    -- what appeared within days stands together, so that a large desk is written in few places
    DROP TABLE unit_key;
    CREATE TABLE unit_key (
      span INTEGER NOT NULL,          -- of the day
      key INTEGER NOT NULL,           -- hash of a telling term of a unit
      day INTEGER NOT NULL,           -- of publication, as proleptic ordinal; 0 where none is stated
      version_id INTEGER NOT NULL,
      start INTEGER NOT NULL,         -- where the unit begins, times two; and one for the outlet's own
      PRIMARY KEY (span, key, day, version_id, start)
    ) WITHOUT ROWID;
    DROP TABLE story_key;
    CREATE TABLE story_key (
      span INTEGER NOT NULL,          -- of the day
      key INTEGER NOT NULL,           -- hash of a telling term of a report or item
      day INTEGER NOT NULL,           -- of publication, as proleptic ordinal; 0 where none is stated
      version_id INTEGER NOT NULL,
      item INTEGER NOT NULL,
      weight INTEGER NOT NULL,        -- of the term
      PRIMARY KEY (span, key, day, version_id, item)
    ) WITHOUT ROWID;
    CREATE INDEX near_earlier ON near (earlier);
    CREATE INDEX version_url ON version (url);
    """,
    """
    -- reports that were received before the day that they state: few, and with them the others of a period are a range
    CREATE INDEX version_early ON version (until) WHERE until > available;
    """,
    """
    CREATE TABLE feed (               -- that is watched; moments are UTC, ISO 8601, to the second
      url TEXT PRIMARY KEY,
      title TEXT, etag TEXT, modified TEXT,
      checked TEXT, succeeded TEXT,
      failures INTEGER NOT NULL,      -- in a row
      reason TEXT,
      due TEXT NOT NULL,              -- not asked before
      new INTEGER NOT NULL, changed INTEGER NOT NULL, failed INTEGER NOT NULL -- of the last cycle
    );
    CREATE TABLE page (               -- that was wanted
      url TEXT PRIMARY KEY,
      feed TEXT,
      fields TEXT NOT NULL,           -- JSON object: the metadata that came with its address
      mark TEXT NOT NULL,             -- of what its feed said of it
      state TEXT NOT NULL,
      etag TEXT, modified TEXT,
      looks INTEGER NOT NULL,
      tries INTEGER NOT NULL,         -- in a row
      visited TEXT,
      due TEXT,                       -- when it is visited next, if ever
      reason TEXT
    );
    CREATE INDEX page_due ON page (due);
    CREATE INDEX page_state ON page (state);
    CREATE INDEX version_language ON version (language);
    """,
)

# all tables but that of the full text, those first that others name
TABLES = tuple(dict.fromkeys(re.findall(r"CREATE TABLE (\w+)", "".join(MIGRATIONS))))
