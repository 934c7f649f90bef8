"""What all processes of a host look at with every request: how often pages were dropped, when the log was read."""

import mmap
import os
from pathlib import Path

SIZE = 16  # a sequence number (unsigned, 8 bytes) and a POSIX time (double)


class State:
    """Sixteen bytes of memory shared by mapping one small file. Each of the two values is written in one piece."""

    def __init__(self, path: Path) -> None:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(file).st_size < SIZE:
                os.ftruncate(file, SIZE)
            self._map = mmap.mmap(file, SIZE)
        finally:
            os.close(file)
        view = memoryview(self._map)
        self.numbers, self.times = view.cast("Q"), view.cast("d")

    @property
    def sequence(self) -> int:
        """Grows whenever a page was dropped or something became known that will drop one."""
        return self.numbers[0]

    @sequence.setter
    def sequence(self, value: int) -> None:
        self.numbers[0] = value

    @property
    def heard(self) -> float:
        """When this host last read the log to its end, as POSIX time; 0.0 for never."""
        return self.times[1]

    @heard.setter
    def heard(self, value: float) -> None:
        self.times[1] = value
