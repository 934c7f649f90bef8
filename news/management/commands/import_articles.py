"""`manage.py import_articles FILE --format jsonl [--dry-run]`."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from news.editorial.audit import note
from news.editorial.imports import advance_article_numbers
from news.enums import AuditArea
from news.importing.jsonl import import_file
from news.models.planned import gather_statistics
from news.reading.page_store import catch_up


class Command(BaseCommand):
    """Exit 0 if every line was accepted, 1 if some were refused (`LINE: reason` on stderr), 2 for an unusable file."""

    help = "Import articles from an old system; each line is atomic, good lines land."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--format", choices=["jsonl"], required=True)
        parser.add_argument("--dry-run", action="store_true", help="check every line, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, report, count."""
        path = Path(options["file"])
        try:
            counts = import_file(
                path,
                dry_run=options["dry_run"],
                refuse=lambda line, reason: self.stderr.write(f"{line}: {reason}"),
                warn=lambda line, text: self.stderr.write(f"{line}: " + _("warning: %(text)s") % {"text": text}),
            )
        except (OSError, UnicodeDecodeError) as error:
            self.stderr.write(_("%(path)s cannot be read: %(error)s") % {"path": path, "error": error})
            sys.exit(2)
        if not options["dry_run"]:
            advance_article_numbers()
            said = ", ".join(f"{name} {count}" for name, count in counts.items())
            note(
                AuditArea.ARTICLE,
                "imported",
                by=None,
                by_name="manage.py import_articles",
                thing_name=path.name,
                note=said,
            )
            catch_up()
            gather_statistics()
        self.stdout.write(json.dumps(counts))
        if counts["refused"]:
            sys.exit(1)
