"""`manage.py pages status|purge|warm`: the page store."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.hosts import purge_by_command
from news.management.warming import addresses, warm
from news.pagestore.recording import ALL
from news.reading.hosts import all_hosts
from news.reading.page_store import address_tag, catch_up, host_name, is_kept, shelf

MOST_ARTICLES = 1_000_000
LONGEST_TAG = 80


class Command(BaseCommand):
    """Exit 1 where the store is switched off, where this host has not heard of changes for five seconds (``status``),
    or where a page could not be made (``warm``)."""

    help = "Say how the page store stands, drop pages on every host, or make pages before readers ask for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three acts."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="status|purge|warm")
        status = acts.add_parser("status", help="what is kept here, how far the log was read, what is due, the others")
        status.add_argument("--json", action="store_true", help="the last line is JSON")
        purge = acts.add_parser("purge", help="drop pages on every host; without options all of them")
        purge.add_argument("--tag", action="append", default=[], metavar="T", help="what carries this tag: article:5")
        purge.add_argument("--address", action="append", default=[], metavar="A", help="what stands at this address")
        warming = acts.add_parser("warm", help="make the pages that most readers ask for")
        warming.add_argument("--articles", type=int, default=1000, metavar="N", help="the newest N (1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not settings.PAGE_STORE:
            self.stderr.write(_("The page store is switched off (PAGE_STORE=false)."))
            sys.exit(1)
        {"status": self._status, "purge": self._purge, "warm": self._warm}[options["act"]](options)

    def _status(self, options: dict[str, Any]) -> None:
        here = shelf().status()
        heard = datetime.fromtimestamp(here.heard, UTC) if here.heard else None
        late = heard is None or (timezone.now() - heard).total_seconds() > 5
        due = [(datetime.fromtimestamp(at, UTC), tag) for at, tag in shelf().coming()]
        others = [host for host in all_hosts() if host.name != host_name()]
        say = self.stdout.write
        say(f"{here.pages} pages, {here.fragments} shared pieces, {here.bytes} bytes in {settings.PAGES_DIR}")
        say(f"log read up to {here.position}, last at {_said(heard)}" + (" (late)" if late else ""))
        say(f"{here.due} to be dropped later" + "".join(f"\n  {_said(at)} {tag}" for at, tag in due))
        for host in others:
            state = "detached" if host.detached else "late" if host.late else "hears"
            say(f"{host.name}: {state}, {host.pages} pages, last heard {_said(host.heard_at)}")
        if options["json"]:
            found = {
                "pages": here.pages,
                "fragments": here.fragments,
                "bytes": here.bytes,
                "position": here.position,
                "heard": heard.isoformat() if heard else None,
                "late": late,
                "due": [{"at": at.isoformat(), "tag": tag} for at, tag in due],
                "hosts": [
                    {"name": host.name, "late": host.late, "detached": host.detached, "pages": host.pages}
                    for host in others
                ],
            }
            say(json.dumps(found, ensure_ascii=False))
        if late:
            sys.exit(1)

    def _purge(self, options: dict[str, Any]) -> None:
        paths = [urlsplit(address).path for address in options["address"]]
        for address, path in zip(options["address"], paths, strict=True):
            if not path.startswith("/"):
                self._refuse(_("“%(typed)s” is no address; it begins with /.") % {"typed": address})
        for tag in options["tag"]:
            if not tag.strip() or len(tag) > LONGEST_TAG:
                self._refuse(_("“%(typed)s” is no tag.") % {"typed": tag})
        tags = [*options["tag"], *(address_tag(path) for path in paths)] or [ALL]
        before = shelf().status().pages if is_kept() else 0
        purge_by_command(tags)
        catch_up()
        gone = before - shelf().status().pages if is_kept() else 0
        self.stdout.write(f"{gone} pages dropped here; every other host hears of it within a second.")

    def _warm(self, options: dict[str, Any]) -> None:
        if not 0 <= options["articles"] <= MOST_ARTICLES:
            self._refuse(_("--articles is a number from 0 to %(most)d.") % {"most": MOST_ARTICLES})
        wanted = addresses(options["articles"])
        began, told = time.monotonic(), time.monotonic()
        kept = failed = done = 0
        for done, (address, status, stored) in enumerate(warm(wanted), start=1):
            kept += stored
            if status >= 500:
                failed += 1
                self.stderr.write(f"{address}: {status}")
            if time.monotonic() - told > 2:
                told = time.monotonic()
                self.stderr.write(f"{done} of {len(wanted)}")
        self.stdout.write(f"{kept} of {done} pages are kept, {time.monotonic() - began:.1f} s")
        if failed:
            sys.exit(1)

    def _refuse(self, why: str) -> None:
        self.stderr.write(why)
        sys.exit(2)


def _said(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else "never"
