"""The worker's counting of readers: a thread of its own, so that no slow message or picture holds it up."""

import logging
import threading
import time

from django.db import close_old_connections, connection

from news.editorial.hits import SETTLE, fold
from news.editorial.hot import prune, rebuild, roll

EVERY = 1.5  # seconds between two looks into the spool
HOT_EVERY = 600.0  # seconds between two lists of the most read
PRUNE_EVERY = 3600.0
LONGEST_STOP = 3  # seconds that a stop waits for the transaction on its way
logger = logging.getLogger(__name__)


class Counter(threading.Thread):
    """Folds what was spooled, rolls the totals, replaces the lists, prunes. Several workers do no harm."""

    def __init__(self) -> None:
        super().__init__(name="counter", daemon=True)
        self.stopping = threading.Event()
        self.listed: float | None = None
        self.pruned: float | None = None

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stopping.wait(EVERY):
            close_old_connections()
            try:
                self.tick()
            except Exception:  # a database that is away for a moment must not end it; the spool waits on the disk
                logger.exception("Readers could not be counted; the next round tries again.")
                connection.close()
        connection.close()

    def tick(self, settle: float = SETTLE) -> None:
        """Do one round."""
        fold(settle=settle)
        roll()
        now = time.monotonic()
        if self.listed is None or now - self.listed >= HOT_EVERY:
            rebuild()
            self.listed = now
        if self.pruned is None or now - self.pruned >= PRUNE_EVERY:
            prune()
            self.pruned = now

    def finish(self) -> None:
        """Count everything that is spooled, and end."""
        fold()  # takes the file
        time.sleep(SETTLE)
        self.tick(settle=0)

    def stop(self) -> None:
        """Let the transaction on its way end; what is not counted yet is counted after the next start."""
        self.stopping.set()
        if self.is_alive():
            self.join(LONGEST_STOP)
