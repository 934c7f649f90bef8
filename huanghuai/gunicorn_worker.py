"""gunicorn's threads, which answer what follows on a kept connection without going through the worker's main thread.

Handing every request from the main thread to one of the pool and back costs as much as answering one from the store.
"""

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

IN_A_ROW = 50  # requests of one connection, before others that wait for a thread have their turn
MOMENT = 1  # millisecond that a thread waits for the next request


class Worker(ThreadWorker):
    """``--worker-class huanghuai.gunicorn_worker.Worker``."""

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow it at once. Returns what gunicorn's own does."""
        following = select.poll()
        for turn in range(IN_A_ROW):
            kept = super().handle(conn)
            if kept is not True or not self.alive:
                break
            if turn == 0:
                following.register(conn.sock, select.POLLIN)
            if not following.poll(MOMENT):
                break
        return kept
