"""A look-up in another PostgreSQL: one row, in a transaction that can only read."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg.rows import dict_row

from hotline.knowledge.connectors.deadline import Deadline
from hotline.knowledge.connectors.shapes import Answer, Came, Cause, SqlConnector


def ask(connector: SqlConnector, arguments: Mapping[str, str]) -> Answer:
    """Ask once. The server itself ends a query that takes too long and refuses one that would write; a server that
    says nothing any more is cut off."""
    seconds = connector.limits.timeout
    options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
    # Connecting has a limit of its own, in whole seconds and at least two.
    with Deadline(max(2, round(seconds)) + seconds) as deadline:
        answer = _asked(connector, arguments, options, deadline)
    return Answer(Came.DOWN, cause=Cause.TIMEOUT) if deadline.over else answer


def _asked(connector: SqlConnector, arguments: Mapping[str, str], options: str, deadline: Deadline) -> Answer:
    try:
        with (
            psycopg.connect(
                connector.dsn, connect_timeout=max(2, round(connector.limits.timeout)), options=options
            ) as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            deadline.watch(connection.fileno())
            connection.read_only = True
            cursor.execute(connector.query.encode(), dict(arguments))
            row = cursor.fetchone()
    except psycopg.errors.QueryCanceled:
        return Answer(Came.DOWN, cause=Cause.TIMEOUT)
    except psycopg.OperationalError:
        return Answer(Came.DOWN, cause=Cause.NO_CONNECTION)
    except (psycopg.Error, KeyError):
        return Answer(Came.DOWN, cause=Cause.REFUSED)
    if row is None:
        return Answer(Came.NOTHING)
    return Answer(Came.FOUND, {name: str(value) for name, value in row.items() if value is not None})
