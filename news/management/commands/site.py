"""`manage.py site dump FILE` and `manage.py site load FILE`: the site's identity as one JSON document."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from news.editorial.audit import watched
from news.editorial.site import dump_site, load_site, read_site
from news.errors import Refused
from news.models import Channel, Disclaimer, FooterEntry, Licence, Page, SiteIdentity
from news.reading.footer_file import write_footer_file
from news.reading.page_store import catch_up

KINDS = (SiteIdentity, Licence, FooterEntry, Disclaimer, Channel, Page)


class Command(BaseCommand):
    """Exit 0 when done, 1 with the reason when the document is refused (nothing is changed), 2 for wrong usage."""

    help = "Write the site's identity to a JSON file, or take it from one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("act", choices=["dump", "load"])
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Dump or load."""
        path = Path(options["file"])
        try:
            if options["act"] == "dump":
                text = json.dumps(dump_site(path), ensure_ascii=False, indent=2)
                path.write_text(text + "\n", encoding="utf-8")
            else:
                with watched(KINDS, by=None, by_name="manage.py site load"):
                    load_site(read_site(path), path.parent)
                write_footer_file()
                catch_up()
        except (Refused, OSError) as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(1)
