"""Reading the purge log: after each change made here, before each page is kept, and ten times a second beside."""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Protocol

from news.pagestore.shelf import LogRead, Shelf

log = logging.getLogger(__name__)

EVERY = 0.1  # seconds between two looks
FRESH = 1.0  # seconds for which pages are served without having read the log
TOUCH_EVERY = 10.0


class LogLost(Exception):
    """The log cannot be read: the database is away."""


class PurgeLog(Protocol):
    """Where the lines come from. ``read`` raises LogLost; position -1 stands for a host that knows nothing yet."""

    def read(self, position: int) -> LogRead:
        """Return what has been committed since ``position``."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or earlier when somebody says that there is something to read."""
        ...

    def close(self) -> None:
        """Let go of what the calling thread holds, after an error."""
        ...


class Follower:
    """Keeps a shelf in step with the log."""

    def __init__(
        self, shelf: Shelf, purge_log: PurgeLog, *, clock: Callable[[], float] = time.time, told: Callable[[], None]
    ) -> None:
        self.shelf = shelf
        self._log = purge_log
        self._clock = clock
        self._told = told
        self._owner = 0
        self._starting = threading.Lock()
        self._warned = False

    def catch_up(self) -> int:
        """Apply what was committed up to now; returns how many pages were dropped. Raises LogLost."""
        position = self.shelf.position()
        began = self._clock()
        read = self._log.read(position)
        dropped = self.shelf.apply(read, position)
        heard = self.shelf.state.heard
        self.shelf.state.heard = began if heard > self._clock() else max(began, heard)  # the clock may be set back
        self._warned = False
        return dropped

    def follow(self) -> None:
        """Start looking in a thread of this process, once; after a fork again in the child."""
        if self._owner == os.getpid():
            return
        with self._starting:
            if self._owner != os.getpid():
                self._owner = os.getpid()
                threading.Thread(target=self._run, name="purge-log", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.look()
            self._log.wait(EVERY)

    def look(self) -> None:
        """One turn of the thread: the log, what is due, and what another process left half said."""
        try:
            self.catch_up()
            if self.shelf.next_due() <= self._clock():
                self.shelf.apply_due()
            self.shelf.mend()
            self._told()
        except LogLost as error:
            if not self._warned:
                log.warning("The purge log cannot be read; stored pages are served on for a while: %s", error)
                self._warned = True
            self._log.close()
        except Exception:
            log.exception("Reading the purge log failed; trying again.")
            self._log.close()
