"""`manage.py restore FILE`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from news.errors import Refused
from news.management.backups import read_backup
from news.models.planned import gather_statistics
from news.models.purging import purge
from news.pagestore.recording import ALL
from news.reading.footer_file import write_footer_file
from news.reading.page_store import catch_up


class Command(BaseCommand):
    """Exit 0 when the site is as it was, 1 with the reason when the file is unusable; then nothing is changed."""

    help = "Put a backup in place of the database and its pictures, then apply newer migrations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore."""
        try:
            read_backup(Path(options["file"]))
        except (Refused, OSError) as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(1)
        call_command("migrate", interactive=False, verbosity=0)
        write_footer_file()
        purge(ALL)  # whatever was stored is of another database
        catch_up()
        gather_statistics()
