"""The tables of labels.sqlite, as the list of steps that led to them.

Version n of the schema is what the first n migrations make, so the list is only ever added to.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeAlias

Migration: TypeAlias = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x54554C42
"""Marks our files for `file(1)` and for ourselves: "TULB"."""

_FIRST = (
    """CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID""",
    """CREATE TABLE sitting (
  id INTEGER PRIMARY KEY,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started REAL NOT NULL,
  ended REAL
)""",
    """CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  at REAL NOT NULL,
  labels INTEGER NOT NULL,
  estimator TEXT NOT NULL,
  figures TEXT NOT NULL
)""",
    """CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  at REAL NOT NULL,
  strategy TEXT NOT NULL,
  model INTEGER REFERENCES model
)""",
    """CREATE TABLE batch_item (
  batch INTEGER NOT NULL REFERENCES batch,
  position INTEGER NOT NULL,
  item TEXT NOT NULL,
  why TEXT NOT NULL,
  score REAL,
  PRIMARY KEY (batch, position)
) WITHOUT ROWID""",
    """CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  step INTEGER NOT NULL REFERENCES event,
  session INTEGER NOT NULL REFERENCES sitting,
  at REAL NOT NULL,
  kind TEXT NOT NULL,
  item TEXT,
  label TEXT,
  note TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  batch INTEGER REFERENCES batch,
  how TEXT NOT NULL,
  blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
  suggestion TEXT,
  suggested_by TEXT,
  seconds REAL,
  undoes INTEGER REFERENCES event,
  details TEXT,
  CHECK (kind != 'label' OR label IS NOT NULL),
  CHECK (kind IN ('undo', 'labels') OR item IS NOT NULL),
  CHECK ((kind = 'undo') = (undoes IS NOT NULL))
)""",
    """CREATE TABLE annotation (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  annotator TEXT NOT NULL,
  item TEXT NOT NULL,
  label TEXT,
  confidence REAL,
  distribution TEXT,
  version TEXT NOT NULL,
  at REAL NOT NULL
)""",
)


def first_tables(connection: sqlite3.Connection) -> None:
    """What was done (events), asked (batches), learned (models) and said by others."""
    for statement in _FIRST:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_LLM = (
    """CREATE TABLE llm_prompt (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  at REAL NOT NULL
)""",
    """CREATE TABLE llm_request (
  key TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  server TEXT NOT NULL,
  prompt INTEGER NOT NULL REFERENCES llm_prompt,
  items TEXT NOT NULL,
  answers TEXT NOT NULL,
  paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
  raw TEXT NOT NULL,
  error TEXT,
  detail TEXT NOT NULL,
  tokens_in INTEGER NOT NULL,
  tokens_out INTEGER NOT NULL,
  cost REAL,
  seconds REAL NOT NULL,
  at REAL NOT NULL
)""",
    """CREATE TABLE llm_batch (
  token TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  prompt INTEGER NOT NULL REFERENCES llm_prompt,
  requests TEXT NOT NULL,
  batch_id TEXT,
  state TEXT NOT NULL
)""",
)


def llm_tables(connection: sqlite3.Connection) -> None:
    """What LLMs were asked, what they said and what it cost."""
    for statement in _LLM:
        connection.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (first_tables, llm_tables)


def version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has been through; 0: it is not ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number) if application == APPLICATION_ID else 0


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Run the migrations that the file lacks, all or none.

    Foreign keys must be off, because a table is changed by building it anew; they are checked
    before the end. Raises what a migration raises, sqlite3.Error among it.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in migrations[version(connection) :]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError("a migration left rows that refer to nothing")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def stranger(
    connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS
) -> str | None:
    """Name a table, view, trigger or index that is not as this version has it; None: all are.

    A trigger in a shared file can delete labels behind our back, and SQLite runs it.
    """
    model = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(model, migrations[: version(connection)])
        differing = _objects(connection) ^ _objects(model)
    finally:
        model.close()
    return min((f"{kind} {name}" for kind, name, _ in differing), default=None)


def odd_table(connection: sqlite3.Connection) -> str | None:
    """Name a table with a cell that is not of its column's kind; None: there is none.

    SQLite puts anything into any column, and we count on what we have written.
    """
    for table in sorted(name for kind, name, _ in _objects(connection) if kind == "table"):
        odd = " OR ".join(
            f"typeof({name}) != '{kind.lower()}'" + ("" if needed else f" AND {name} NOT NULL")
            for _, name, kind, needed, *_ in connection.execute(f"PRAGMA table_info({table})")
        )
        if connection.execute(f"SELECT 1 FROM {table} WHERE {odd} LIMIT 1").fetchone():
            return table
    return None


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """What is in the schema, without the statistics that ANALYZE leaves."""
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    statistics = {("table", "sqlite_stat1"), ("table", "sqlite_stat4")}
    return {row for row in rows if row[:2] not in statistics}
