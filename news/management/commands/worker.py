"""`manage.py worker`: what runs beside the web server. Background tasks, messages, what is overdue or out, readers."""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import close_old_connections, connection
from django_tasks_db.management.commands import db_worker

from news.distribution.outbox import deliver
from news.editorial.channels import reckon_waiting
from news.editorial.dictionary import resume
from news.editorial.going_out import look_for_unclear
from news.editorial.outbox import look_for_out, look_for_overdue
from news.editorial.placements import look_for_expired
from news.editorial.signed_before import find_stories
from news.management.counting import Counter
from news.search.counting import collect

EVERY = 3  # seconds between two looks into the outbox
OVERDUE_EVERY = (
    10  # … and in how many of these rounds overdue reviews and expired cards are looked for too, and levels put right
)
UNCLEAR_EVERY = 100  # … and what is scheduled is checked once more: its texts are read
LAST_MESSAGE = 7  # seconds that a stop waits for the message on its way; the supervisor kills after 8
logger = logging.getLogger(__name__)


class Ticker(threading.Thread):
    """Periodic work in a thread of its own, so that a long task delays no message. Several workers do no harm."""

    def __init__(self) -> None:
        super().__init__(name="ticker", daemon=True)
        self.stopping = threading.Event()
        self.rounds = 0

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stopping.wait(EVERY):
            close_old_connections()
            try:
                self.tick()
            except Exception:  # a database that is away for a moment must not end it
                logger.exception("Notices could not be sent; the next round tries again.")
                connection.close()
        connection.close()

    def tick(self) -> None:
        """Do one round."""
        if self.rounds % OVERDUE_EVERY == 0:
            reckon_waiting(by=None, tell=True)
            look_for_overdue()
            look_for_expired()
            collect()
            resume()
            find_stories()
        if self.rounds % UNCLEAR_EVERY == 0:
            look_for_unclear()
        self.rounds += 1
        look_for_out()
        deliver(stop=self.stopping.is_set)

    def stop(self) -> None:
        """Let the message on its way arrive, then end."""
        self.stopping.set()
        if self.is_alive():
            self.join(LAST_MESSAGE)


class Command(db_worker.Command):
    """Django's task worker, with a Ticker and a Counter beside it. ``--batch`` does what there is and ends."""

    help = "Run background tasks, send notices, look for what is overdue, expired or fails its checks, count readers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options of the task worker; its defaults are those of an installation."""
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*", reload=False, verbosity=0)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal, or once with ``--batch``."""
        ticker, counter = Ticker(), Counter()
        if options["batch"]:
            ticker.tick()
            counter.finish()
        else:
            ticker.start()
            counter.start()
        try:
            super().handle(*args, **options)
        finally:
            counter.stop()
            ticker.stop()
