"""Who has been counted just now, in memory only: no reader is written down anywhere.

One table of fixed size in shared memory serves every process of a host. It holds keyed hashes; the key is random,
lives in the same memory and is replaced every day, when the table is wiped too. Where there is no shared memory each
process has a table of its own.
"""

import fcntl
import logging
import mmap
import os
import secrets
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path

from django.conf import settings

FOLDER = Path("/dev/shm")  # noqa: S108 - memory, not a disk; the file is checked when it is opened
WAYS, SETS = 4, 1 << 16  # 262,144 reads within the time in which one reader counts once
ENTRY = struct.Struct("<QI")  # hash, second
RATE = struct.Struct("<II")  # minute, requests
RATES = 1 << 15
HEAD = struct.Struct("<4sI32s")  # form, day, key
FORM = b"HHS1"
START, RATE_START = 64, 64 + SETS * WAYS * ENTRY.size
SIZE = RATE_START + RATES * RATE.size
DAY = 86_400
log = logging.getLogger(__name__)


class ReadersSeen:
    """The table. Two processes that write the same place at once may count a read twice; none is ever blocked."""

    def __init__(self, path: Path | None) -> None:
        self.file = -1
        if path is not None:
            with suppress(OSError):
                self.file = _opened(path)
        self.memory = mmap.mmap(self.file, SIZE)

    def first_time(self, reader: str, number: int, *, again_after: int, now: float) -> bool:
        """True unless ``reader`` (address and browser) was counted for this article within ``again_after`` seconds."""
        found = self._hash(f"{number}|{reader}", now)
        mark = int.from_bytes(found[:8], "little") or 1
        start = START + int.from_bytes(found[8:12], "little") % SETS * WAYS * ENTRY.size
        second, oldest, place = int(now), 1 << 32, start
        for way in range(WAYS):
            at = start + way * ENTRY.size
            kept, seen = ENTRY.unpack_from(self.memory, at)
            if kept == mark and second - seen < again_after:
                return False
            if kept == mark or seen < oldest:
                oldest, place = (-1, at) if kept == mark else (seen, at)
        ENTRY.pack_into(self.memory, place, mark, second)
        return True

    def within_limit(self, who: str, limit: int, *, now: float) -> bool:
        """Count a request of an address; False once ``limit`` in this minute is passed."""
        found = self._hash(f"rate|{who}", now)
        at = RATE_START + int.from_bytes(found[:4], "little") % RATES * RATE.size
        minute = int(now) // 60
        kept, count = RATE.unpack_from(self.memory, at)
        count = min(count + 1, (1 << 32) - 1) if kept == minute else 1
        RATE.pack_into(self.memory, at, minute, count)
        return count <= limit

    def _hash(self, text: str, now: float) -> bytes:
        today = int(now) // DAY
        form, day, key = HEAD.unpack_from(self.memory, 0)
        if form != FORM or day != today:
            key = self._renew(today)
        return blake2b(text.encode(), key=key, digest_size=12).digest()

    def _renew(self, today: int) -> bytes:
        """Forget everything and take a new key; one process does it, the others wait for it."""
        with self._alone():
            form, day, key = HEAD.unpack_from(self.memory, 0)
            if form == FORM and day == today:
                return bytes(key)
            self.memory[START:SIZE] = bytes(SIZE - START)
            key = secrets.token_bytes(32)
            HEAD.pack_into(self.memory, 0, FORM, today, key)
        return key

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self.file < 0:
            yield
            return
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)


def _opened(path: Path) -> int:
    """Open the shared table. OSError where it is not ours alone, or memory is short: then it is done without."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError(f"{path} is somebody else's")
        os.posix_fallocate(file, 0, SIZE)  # now, so that a full memory is an error here and no signal later
    except OSError as error:
        os.close(file)
        log.warning("Readers are told apart in each process only: %s", error)
        raise
    return file


def table_path(data: str) -> Path:
    """Return where the table of an installation lies, which is known by its data folder. It goes with a restart."""
    return FOLDER / f"huanghuai-{os.geteuid()}-{sha256(data.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=2)
def _table(path: Path) -> ReadersSeen:
    return ReadersSeen(path if path.parent.is_dir() else None)


def readers_seen() -> ReadersSeen:
    """Return the table of this installation."""
    return _table(table_path(str(settings.DATA_DIR)))
