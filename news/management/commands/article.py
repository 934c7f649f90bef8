"""`manage.py article VERB …` and `manage.py article batch`: the desk for scripts."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from news.enums import Kind, Origin
from news.errors import BadInput, Refused
from news.management.article_verbs import VERBS, run
from news.reading.page_store import catch_up

TEXTS = frozenset(
    "by note at to override title body body_file kicker subhead summary source channel kind link".split()
)


class Command(BaseCommand):
    """Exit 0 with the article's state as the last line of stdout; 1 with the reason on stderr; 2 for wrong usage."""

    help = "Write, review, publish and withdraw articles; the same rules and records as the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare a sub-command for each verb."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verbs.add_parser("batch", help="one JSON object a line on stdin, one JSON line each on stdout")
        for verb in VERBS:
            sub = verbs.add_parser(verb)
            if verb != "create":
                sub.add_argument("id", type=int)
            sub.add_argument("--by", required=True, metavar="USER")
            sub.add_argument("--note", default="")
            if verb in {"publish", "schedule", "sign_off", "embargo"}:
                sub.add_argument("--at", metavar="ISO")
            if verb in {"create", "edit", "correct", "pass"}:
                _text_arguments(sub, needed=verb == "create")
            if verb in {"create", "edit", "correct"}:
                sub.add_argument("--submit", action="store_true", help="send it into review at once")
            if verb in {"create", "edit", "correct", "sign_off"}:
                sub.add_argument("--publish", action="store_true")
            if verb in {"submit", "pass", "sign_off", "publish", "schedule"}:
                sub.add_argument("--override", metavar="REASON", default="", help="let blocking checks through")
            if verb == "submit":
                sub.add_argument("--urgent", action="store_true")
            if verb == "sign_off":
                sub.add_argument("--fast", action="store_true", help="the fast lane: one other person, with --note")
            if verb == "return":
                sub.add_argument("--to", choices=["author", "first", "second"], default="author")
            if verb == "restore":
                sub.add_argument("--revision", type=int, metavar="N")
                sub.add_argument("--deleted", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb, or every line of a batch."""
        if options["verb"] == "batch":
            self._batch()
            return
        try:
            if options.get("body_file"):
                options["body"] = _read(options["body_file"])
            result = run(options["verb"], options)
        except Refused as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(1)
        catch_up()
        self.stdout.write(json.dumps(result, ensure_ascii=False))

    def _batch(self) -> None:
        for line in sys.stdin:
            if not line.strip():
                continue
            answer: dict[str, Any]
            try:
                answer = {"ok": True, **run(*_parsed(line))}
            except Refused as error:
                answer = {"ok": False, "refused": " ".join(str(error).split())}
            except (DatabaseError, ValueError, TypeError, OverflowError, AttributeError, RecursionError) as error:
                answer = {"ok": False, "refused": f"{type(error).__name__}: {error}"}
            catch_up()
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()


def _text_arguments(sub: Any, *, needed: bool) -> None:
    sub.add_argument("--channel", required=needed, metavar="PATH")
    sub.add_argument("--title", required=needed, metavar="T")
    body = sub.add_mutually_exclusive_group(required=needed)
    body.add_argument("--body-file", metavar="F")
    body.add_argument("--body", metavar="HTML")
    sub.add_argument("--kind", choices=Kind.values)
    sub.add_argument("--link", metavar="URL", help="where a link-out leads, or the page of a video elsewhere")
    for name in ("kicker", "subhead", "summary", "source"):
        sub.add_argument(f"--{name}")
    origin = sub.add_mutually_exclusive_group()
    origin.add_argument("--original", dest="origin", action="store_const", const=Origin.ORIGINAL.value)
    origin.add_argument("--reprint", dest="origin", action="store_const", const=Origin.REPRINT.value)
    for name in ("editor", "keyword", "reporter", "correspondent", "photographer"):
        sub.add_argument(f"--{name}", action="append", metavar="NAME")


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            _("%(path)s cannot be read: %(error)s") % {"path": name, "error": error}, "body_file"
        ) from error


def _parsed(line: str) -> tuple[str, dict[str, Any]]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("not JSON: %(error)s") % {"error": error}, "json") from error
    if not isinstance(data, dict):
        raise BadInput(_("not a JSON object"), "json")
    if data.get("verb") not in VERBS:
        raise BadInput(_("There is no verb “%(verb)s”.") % {"verb": data.get("verb", "")}, "verb")
    for key, value in data.items():
        if key in TEXTS and value is not None and not isinstance(value, str):
            raise BadInput(_("“%(key)s” must be text.") % {"key": key}, key)
    if data.pop("reprint", False):
        data["origin"] = Origin.REPRINT.value
    elif data.pop("original", False):
        data["origin"] = Origin.ORIGINAL.value
    if data.get("body_file"):
        data["body"] = _read(str(data["body_file"]))
    return str(data.pop("verb")), data
