"""JSON Lines: one article a line, as CONTRACTS names the keys. Each line is atomic; good lines land."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from news.editorial.imports import ImportedArticle, Outcome, channel_at, import_article
from news.editorial.pictures import add_picture
from news.enums import BylineRole, Origin
from news.errors import BadInput, BadPicture, Refused
from news.media.verify import clean_picture
from news.models import Image
from news.rules.checks import is_placeholder
from news.rules.snapshot import Credit, Snapshot
from news.text.addresses import MAX_IMPORTED_ID
from news.text.markup import inner, parse

REQUIRED = ("channel", "title", "body", "published_at")
STRINGS = ("channel title subtitle kicker body published_at source origin original original_url summary cover").split()
LISTS = "channel_names reporters correspondents photographers editors keywords legacy_urls".split()
ROLES = {
    "reporters": BylineRole.REPORTER,
    "correspondents": BylineRole.CORRESPONDENT,
    "photographers": BylineRole.PHOTOGRAPHER,
}
PICTURE_LIMIT = 30 * 2**20


class DryRun(Exception):
    """Rolls a line back after it was tried."""


@dataclass
class Importer:
    """Imports lines of one file. ``warn`` hears what was let go: ``warn(text)``, in the user's language."""

    folder: Path
    warn: Callable[[str], None]
    dry_run: bool = False

    def line(self, text: str) -> Outcome:
        """Import one line and say what became of it. Raises Refused with the reason; then nothing has changed."""
        data = self._parsed(text)
        outcome: Outcome = "unchanged"
        try:
            with transaction.atomic():
                _article, outcome = import_article(self._article(data))
                if self.dry_run:
                    raise DryRun
        except DryRun:
            return outcome
        except (
            DatabaseError,
            ValidationError,
            ValueError,
            OverflowError,
            OSError,
            RecursionError,
            TypeError,
        ) as error:
            # Whatever is wrong with one line, the next ones land.
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(_("the line cannot be stored: %(error)s") % {"error": reason}, "database") from error
        return outcome

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadInput(_("not JSON: %(error)s") % {"error": error}, "json") from error
        if not isinstance(data, dict):
            raise BadInput(_("not a JSON object"), "json")
        unknown = sorted(set(data) - set(STRINGS) - set(LISTS) - {"id"})
        if unknown:
            raise BadInput(_("Unknown key: %(key)s") % {"key": ", ".join(unknown)}, "key")
        for key in REQUIRED:
            if not data.get(key):
                raise BadInput(_("Missing key: %(key)s") % {"key": key}, "key")
        for key in STRINGS:
            if key == "original" and isinstance(data.get(key), bool):
                continue
            if data.get(key) is not None and not isinstance(data[key], str):
                raise BadInput(_("“%(key)s” must be text.") % {"key": key}, "key")
        for key in LISTS:
            value = data.get(key) or []
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise BadInput(_("“%(key)s” must be a list of texts.") % {"key": key}, "key")
        return data

    def _article(self, data: dict[str, Any]) -> ImportedArticle:
        number = data.get("id")
        if number is not None and (
            isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= MAX_IMPORTED_ID
        ):
            raise BadInput(_("“id” must be a positive whole number."), "id")
        channel = channel_at(data["channel"], data.get("channel_names") or [])
        body, cover = self._with_pictures(data["body"]), None
        if data.get("cover"):
            image = self._picture(data["cover"], "", "")
            cover = image.pk if image else None
        snapshot = Snapshot(
            title=data["title"],
            kicker=data.get("kicker") or "",
            subhead=data.get("subtitle") or "",
            summary=data.get("summary") or "",
            body=body,
            channel=channel.pk,
            origin=_origin(data),
            source=data.get("source") or "",
            original_url=_web_address(data.get("original_url") or ""),
            byline=tuple(Credit(role, name) for key, role in ROLES.items() for name in data.get(key) or []),
            editors=self._editors(data.get("editors") or []),
            keywords=tuple(data.get("keywords") or []),
            cover=cover,
        ).clean()
        paths = tuple(dict.fromkeys(filter(None, map(_local_path, data.get("legacy_urls") or []))))
        return ImportedArticle(number, snapshot, _moment(data["published_at"]), paths)

    def _editors(self, names: list[str]) -> tuple[str, ...]:
        kept = []
        for name in names:
            if is_placeholder(name):
                self.warn(_("editor “%(name)s” is a placeholder and was left empty") % {"name": name})
            else:
                kept.append(name)
        return tuple(kept)

    def _with_pictures(self, body: str) -> str:
        if "<img" not in body.lower():
            return body
        root = parse(body)
        for element in root.iter("img"):
            source = element.get("src") or element.get("data-src") or ""
            image = self._picture(source, element.get("alt") or "", "")
            if image is None:
                element.attrib.pop("src", None)
            else:
                element.set("src", image.file.url)
        return inner(root)

    def _picture(self, source: str, alt: str, caption: str) -> Image | None:
        """Return the library's picture for a path beside the file, or None with a warning."""
        if urlsplit(source).scheme or source.startswith("//"):
            self.warn(_("remote picture not fetched: %(address)s") % {"address": source})
            return None
        if source.startswith("/media/"):
            known = Image.objects.at([source]).get(source)
            if known:
                return known
        path = (self.folder / source.lstrip("/")).resolve()
        if not source or not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            self.warn(_("picture not found: %(path)s") % {"path": source})
            return None
        try:
            with path.open("rb") as file:
                if self.dry_run:
                    clean_picture(file, path.stat().st_size, PICTURE_LIMIT)
                    return None
                return add_picture(file, path.stat().st_size, by=None, alt=alt, caption=caption)[0]
        except BadPicture as error:
            self.warn(f"{source}: {error}")
            return None


def _origin(data: dict[str, Any]) -> Origin:
    value = data.get("origin")
    if value:
        if value not in Origin.values:
            raise BadInput(
                _("“%(key)s” must be one of %(values)s.") % {"key": "origin", "values": ", ".join(Origin.values)},
                "key",
            )
        return Origin(value)
    original = data.get("original")
    if original is False or (
        isinstance(original, str) and original.strip().casefold() in {"false", "no", "0", "reprint", "转载"}
    ):
        return Origin.REPRINT
    return Origin.ORIGINAL


def _web_address(value: str) -> str:
    if not value:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError as error:
        raise BadInput(_("“%(key)s” is not a web address.") % {"key": "original_url"}, "key") from error
    return value


def _moment(text: str) -> datetime:
    """Read ISO 8601; without a zone it is Asia/Shanghai. Raises BadInput."""
    try:
        moment = parse_datetime(text) or parse_datetime(f"{text.strip()}T00:00:00")
    except ValueError:
        moment = None
    if moment is None or not 1970 <= moment.year < 2200:
        raise BadInput(_("“published_at” is not a time: %(text)s") % {"text": text}, "published_at")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _local_path(address: str) -> str:
    """Return the path, decoded, and the query of an old address: ``/show.php?id=1`` names one article of many."""
    parts = urlsplit(address.strip())
    path = "/" + unquote(parts.path).lstrip("/")
    return "" if path == "/" and not parts.query else f"{path}?{parts.query}" if parts.query else path


def import_file(
    path: Path, *, dry_run: bool, refuse: Callable[[int, str], None], warn: Callable[[int, str], None]
) -> dict[str, int]:
    """Import a file line by line and count outcomes. OSError or UnicodeDecodeError if it cannot be read."""
    counts = {"created": 0, "updated": 0, "unchanged": 0, "refused": 0}
    importer = Importer(path.parent, lambda text: None, dry_run)
    with path.open(encoding="utf-8-sig") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            importer = replace(importer, warn=lambda message, number=number: warn(number, message))  # type: ignore[misc]
            try:
                counts[importer.line(text)] += 1
            except Refused as error:
                counts["refused"] += 1
                refuse(number, str(error))
    return counts
