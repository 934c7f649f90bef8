"""Tells the desk what this host heard of the purge log, and keeps the footer of its error pages up to date.

In a thread of its own beside the one that follows the log: waiting for the database must not keep that one from
hearing. Whatever fails here disturbs no reader.
"""

import logging
import os
import threading
import time

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from news.editorial import hosts
from news.pagestore.follower import FRESH
from news.pagestore.shelf import Shelf
from news.reading.footer_file import write_footer_file

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks at what the shelf was told
HEARTBEAT = 3.0  # seconds after which a host says that it is alive; a host is red on the desk after five
MOST = 100  # readings told at once


class Hearing:
    """What one web process reports; the processes of a host share the work by what was reported last."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf = shelf
        self._name = name
        self._told = 0
        self._said = 0.0
        self._owner = 0
        self._warned = False

    def __call__(self) -> None:
        """Start looking in a thread of this process, once; after a fork again in the child."""
        if self._owner != os.getpid():
            self._owner = os.getpid()
            threading.Thread(target=self._run, name="told", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.look()
            time.sleep(EVERY)

    def look(self) -> None:
        """Report what is new, or that the host is alive."""
        try:
            newest = max((entry[0] for entry in self._shelf.told(limit=1)), default=0)
            if newest == self._told and time.monotonic() - self._said < HEARTBEAT:
                return
            close_old_connections()
            self._report(newest)
            self._warned = False
        except (DatabaseError, InterfaceError, OSError) as error:
            if not self._warned:
                log.warning("What this host heard cannot be written down; trying again: %s", error)
                self._warned = True
            connection.close()
        except Exception:
            log.exception("Reporting to the desk failed; trying again.")
            connection.close()

    def _report(self, newest: int) -> None:
        known = hosts.known(self._name)
        now = timezone.now()
        after = newest if known is None else known[1] if known[1] <= newest else 0
        if known is None or after < newest or (now - known[0]).total_seconds() >= HEARTBEAT:
            entries = self._shelf.told(after, MOST)
            if known is None or hosts.changed_around(entries):
                write_footer_file()
            status = self._shelf.status()
            hosts.report(
                hosts.Report(
                    self._name,
                    newest,
                    status.position,
                    status.pages,
                    status.bytes,
                    now.timestamp() - status.heard > FRESH,
                    entries,
                )
            )
        self._told, self._said = newest, time.monotonic()
