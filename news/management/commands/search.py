"""`manage.py search reindex|status`: the index of the search."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from news.models import DeskDocument, SearchDocument
from news.search import rebuild
from news.search.schema import BOTH, install
from news.search.schema import rebuild as rebuild_index


class Command(BaseCommand):
    """``reindex`` cuts every story anew and waits for the end; interrupted, ``reindex --resume`` goes on."""

    help = "Index all stories for the search anew, or say how the index stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two acts."""
        parser.add_argument("act", choices=["reindex", "status"])
        parser.add_argument("--resume", action="store_true", help="go on with a run that was interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Exit 1 where the index is not whole."""
        if options["act"] == "reindex":
            install(connection.alias)
            if not options["resume"] or not rebuild.status().running:
                for searched in BOTH:
                    rebuild_index(connection, searched)
                rebuild.begin()
            while rebuild.work(5):
                self.stderr.write(f"{rebuild.status().share} %")
        said = rebuild.status()
        self.stdout.write(f"live {SearchDocument.objects.count()}, desk {DeskDocument.objects.count()}")
        if said.running:
            self.stdout.write(f"a run is at {said.share} %" + (", stalled" if said.stalled else ""))
        if said.missing:
            self.stderr.write(f"missing: {', '.join(said.missing)}; run `manage.py search reindex`")
            sys.exit(1)
