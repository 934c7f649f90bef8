"""`manage.py seed_demo [--articles N] [--remove]`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from news.demo.seed import remove, seed
from news.models import Article
from news.models.planned import gather_statistics
from news.reading.footer_file import write_footer_file
from news.reading.page_store import catch_up

MOST = 1_000_000


class Command(BaseCommand):
    """Own texts, pictures made by code, demo accounts with the admin's password (never in production)."""

    help = "Fill the site with demo content, or remove exactly that again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--articles", type=int, metavar="N", help="how many, up to 1,000,000 (default: each own text once)"
        )
        parser.add_argument("--remove", action="store_true", help="delete what it made, disable its accounts")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is any article")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed or remove."""
        count = options["articles"]
        if count is not None and not 0 <= count <= MOST:
            self.stderr.write(f"--articles takes 0 to {MOST}.")
            sys.exit(2)
        seeding = not (options["remove"] or (options["if_empty"] and Article.objects.exists()))
        if options["remove"]:
            counts = remove()
            self.stdout.write(
                f"Removed {counts['articles']} articles and {counts['rows']} other rows; "
                f"{counts['kept']} rows are in use and stay."
            )
        elif seeding:
            done = 0
            for done in seed(count):
                if done % 20_000 == 0:
                    self.stdout.write(f"{done} articles …")
            self.stdout.write(f"Demo content: {done} articles.")
        write_footer_file()
        catch_up()
        if seeding:
            gather_statistics()
