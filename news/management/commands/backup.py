"""`manage.py backup FILE`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from news.errors import Refused
from news.management.backups import write_backup


class Command(BaseCommand):
    """Exit 0 when the file is complete, 1 with the reason when it could not be written."""

    help = "Write database and pictures to one zip; the site may go on running."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup."""
        try:
            size = write_backup(Path(options["file"]))
        except (Refused, OSError) as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(1)
        self.stdout.write(f"{options['file']} {size}")
