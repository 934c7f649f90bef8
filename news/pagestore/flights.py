"""One renders, the others wait: among the threads of a process by a lock, among processes by a locked byte of a file.

The kernel lets go of a byte when its process dies, however it dies.
"""

import contextlib
import fcntl
import os
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

PLACES = 4096
LONGEST = 10.0  # seconds; after that a waiting process renders itself
STEP = 0.003


class Flights:
    """What is being rendered on this host now."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "flights"
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[threading.Lock, int]] = {}
        self._file, self._owner = -1, 0

    @contextlib.contextmanager
    def one(self, name: str) -> Iterator[None]:
        """Wait until nobody else on this host is at ``name``, ten seconds at most."""
        with self._lock:
            lock, count = self._waiting.get(name, (threading.Lock(), 0))
            self._waiting[name] = (lock, count + 1)
        try:
            got = lock.acquire(timeout=LONGEST)
            try:
                with self._among_processes(name):
                    yield
            finally:
                if got:
                    lock.release()
        finally:
            with self._lock:
                lock, count = self._waiting[name]
                if count == 1:
                    del self._waiting[name]
                else:
                    self._waiting[name] = (lock, count - 1)

    @contextlib.contextmanager
    def _among_processes(self, name: str) -> Iterator[None]:
        file = self._opened()
        # Who renders a page may wait for a fragment; those have places of their own, so nobody waits in a circle.
        place = zlib.crc32(name.encode()) % PLACES + (PLACES if name.startswith("fragment:") else 0)
        until = time.monotonic() + LONGEST
        held = False
        while not held and time.monotonic() < until:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                held = True
            except (BlockingIOError, PermissionError):
                time.sleep(STEP)
        try:
            yield
        finally:
            if held:
                fcntl.lockf(file, fcntl.LOCK_UN, 1, place)

    def _opened(self) -> int:
        """The file stays open: closing it would let go of every byte of this process."""
        with self._lock:
            if self._owner != os.getpid():
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
                self._owner = os.getpid()
            return self._file
