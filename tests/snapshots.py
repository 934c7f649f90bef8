"""States of the test database on SQLite, kept in memory and put back in milliseconds.

Emptying every table after a test and making groups and permissions anew takes a third of a second, and a site filled
for a browser some seconds. On PostgreSQL nothing here is used.
"""

import secrets
import sqlite3

from django.core.cache import cache
from django.db import connection, transaction

from news.models import Generation

_kept: dict[str, sqlite3.Connection] = {}


def has(name: str) -> bool:
    """True once a state of that name was kept by this process."""
    return name in _kept


def keep(name: str) -> None:
    """Remember the database as it is."""
    connection.ensure_connection()
    _kept[name] = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(_kept[name])


def put_back(name: str) -> None:
    """Make the database what it was when ``keep(name)`` was called; a transaction of another connection is waited for.

    Its generations are new ones: what a process made from the rows of another test is not this one's.
    """
    connection.ensure_connection()
    _kept[name].backup(connection.connection, sleep=0.02)
    with transaction.atomic():
        for tag in Generation.objects.values_list("tag", flat=True).distinct():
            Generation.objects.filter(tag=tag).update(token=secrets.token_hex(16))
    cache.clear()
