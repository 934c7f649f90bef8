"""The site's identity as JSON, out and in: what the admin edits, as one document."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from news.editorial.channels import save_channel
from news.editorial.disclaimers import save_disclaimer
from news.enums import DisclaimerUse, LicenceKind
from news.errors import BadInput, BadPicture
from news.media.verify import clean_picture
from news.models import Channel, Disclaimer, FooterEntry, Licence, Page, SiteIdentity
from news.models.page import PAGE_SLUGS
from news.text.sanitise import sanitise

IDENTITY = (
    "name domain slogan founded company address phone qq submission_mail legal_counsel report_phone report_mail"
).split()
SWITCHES = ("topics_in_nav",)
WECHAT = {"name", "qr_text", "qr_file", "caption"}
ROWS: dict[str, tuple[set[str], set[str]]] = {  # list → (required keys, allowed keys)
    "licences": ({"kind", "number"}, {"kind", "label", "number", "url"}),
    "footer": ({"page", "label"}, {"page", "label"}),
    "disclaimers": ({"use", "text"}, {"use", "label", "text"}),
    "channels": ({"path", "name"}, {"path", "name", "in_nav", "review_levels"}),
    "pages": ({"slug", "title"}, {"slug", "title", "body"}),
}
LABELS = {DisclaimerUse.SHORT: "免责声明", DisclaimerUse.NOTICE: "版权免责声明", DisclaimerUse.REPRINT: "转载声明"}


def dump_site(beside: Path) -> dict[str, Any]:
    """Return the document. An uploaded account QR is written beside ``beside`` and named in it."""
    site = SiteIdentity.objects.filter(pk=1).first() or SiteIdentity(pk=1)
    wechat: dict[str, Any] = {"name": site.wechat_name, "qr_text": site.wechat_qr_text, "caption": site.wechat_caption}
    if site.wechat_qr_file:
        picture = beside.with_name(f"{beside.stem}-wechat{Path(str(site.wechat_qr_file.name)).suffix}")
        with site.wechat_qr_file.open() as file:
            picture.write_bytes(file.read())
        del wechat["qr_text"]
        wechat["qr_file"] = picture.name
    licences = []
    for row in Licence.objects.all():
        item = {"kind": row.kind, "label": row.label, "number": row.number}
        licences.append(item | ({"url": row.url} if row.url else {}))
    return {
        **{key: getattr(site, key) for key in (*IDENTITY, *SWITCHES)},
        "wechat": wechat,
        "licences": licences,
        "footer": list(FooterEntry.objects.values("page", "label")),
        "disclaimers": list(Disclaimer.objects.filter(is_default=True).values("use", "label", "text")),
        "channels": [
            {"path": item.path, "name": item.name, "in_nav": item.in_nav}
            | ({"review_levels": item.review_levels} if item.review_levels else {})
            for item in sorted(Channel.objects.in_order(), key=lambda item: item.path.count("/"))
        ],
        "pages": list(Page.objects.values("slug", "title", "body")),
    }


def read_site(path: Path) -> dict[str, Any]:
    """Read and check the shape of a document. Raises BadInput naming the key."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput(
            _("%(path)s cannot be read as JSON: %(error)s") % {"path": path, "error": error}, "file"
        ) from error
    if not isinstance(data, dict):
        raise BadInput(_("The document must be one JSON object."), "file")
    unknown = sorted(set(data) - set(IDENTITY) - set(SWITCHES) - set(ROWS) - {"wechat"})
    if unknown:
        raise BadInput(_("Unknown key: %(key)s") % {"key": ", ".join(unknown)}, "key")
    wechat = data.get("wechat", {})
    if not isinstance(wechat, dict) or set(wechat) - WECHAT:
        raise BadInput(_("Unknown key: %(key)s") % {"key": "wechat." + ", ".join(sorted(set(wechat) - WECHAT))}, "key")
    for key, value in [*data.items(), *wechat.items()]:
        if key in IDENTITY or key in WECHAT:
            wanted = (int, type(None)) if key == "founded" else (str, type(None))
            if isinstance(value, bool) or not isinstance(value, wanted):
                raise BadInput(_("“%(key)s” must be text.") % {"key": key}, "key")
    for key in SWITCHES:
        if not isinstance(data.get(key, False), bool):
            raise BadInput(_("“%(key)s” must be true or false.") % {"key": key}, "key")
    for name, (required, allowed) in ROWS.items():
        rows = data.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadInput(_("“%(key)s” must be a list of objects.") % {"key": name}, "key")
        for row in rows:
            wrong = sorted(set(row) - allowed)
            if wrong:
                raise BadInput(_("Unknown key: %(key)s") % {"key": f"{name}.{wrong[0]}"}, "key")
            for key, value in row.items():
                if key == "review_levels" and value in (1, 2, 3, None) and not isinstance(value, bool):
                    continue
                if key == "review_levels":
                    raise BadInput(_("“%(key)s” must be 1, 2 or 3.") % {"key": f"{name}.{key}"}, "key")
                if not isinstance(value, bool if key == "in_nav" else str):
                    raise BadInput(_("“%(key)s” must be text.") % {"key": f"{name}.{key}"}, "key")
            absent = sorted(required - set(row))
            if absent:
                raise BadInput(_("Missing key: %(key)s") % {"key": f"{name}.{absent[0]}"}, "key")
    return data


def load_site(data: dict[str, Any], folder: Path) -> None:
    """Upsert a checked document in one transaction; keys that are absent stay as they are. Raises BadInput."""
    try:
        with transaction.atomic():
            _load_identity(data, folder)
            _load_licences(data)
            if "footer" in data:
                FooterEntry.objects.all().delete()
                for position, row in enumerate(data["footer"]):
                    if row["page"] not in PAGE_SLUGS:
                        raise BadInput(_("There is no page “%(page)s”.") % {"page": row["page"]}, "footer")
                    FooterEntry.objects.create(page=row["page"], label=row["label"], position=position)
            _load_disclaimers(data.get("disclaimers", []))
            _load_channels(data.get("channels", []))
            for row in data.get("pages", []):
                page = Page.objects.filter(slug=row["slug"]).first() or Page(slug=row["slug"])
                page.title, page.body = row["title"], sanitise(row.get("body", ""))
                page.full_clean()
                page.save()
    except ValidationError as error:
        raise BadInput("; ".join(error.messages), "value") from error
    except IntegrityError as error:
        raise BadInput(_("The data contradicts itself: %(error)s") % {"error": error}, "value") from error


def _load_identity(data: dict[str, Any], folder: Path) -> None:
    site = SiteIdentity.objects.select_for_update().filter(pk=1).first() or SiteIdentity(pk=1)
    for key in IDENTITY:
        if key in data:
            setattr(site, key, data[key] if key == "founded" else (data[key] or ""))
    for key in SWITCHES:
        if key in data:
            setattr(site, key, data[key])
    wechat = data.get("wechat", {})
    for key in ("name", "qr_text", "caption"):
        if key in wechat:
            setattr(site, f"wechat_{key}", wechat[key] or "")
    if wechat.get("qr_text"):
        site.wechat_qr_file = ""
    if wechat.get("qr_file"):
        path = folder / wechat["qr_file"]
        try:
            with path.open("rb") as file:
                clean = clean_picture(file, path.stat().st_size, 5 * 2**20)
        except (OSError, BadPicture) as error:
            raise BadInput(f"wechat.qr_file: {error}", "wechat") from error
        site.wechat_qr_file.save(f"wechat-{clean.digest[:12]}.{clean.extension}", ContentFile(clean.data), save=False)
    site.full_clean()
    site.save()


def _load_licences(data: dict[str, Any]) -> None:
    if "licences" not in data:
        return
    Licence.objects.all().delete()
    for position, row in enumerate(data["licences"]):
        if row["kind"] not in LicenceKind.values:
            raise BadInput(_("There is no licence kind “%(kind)s”.") % {"kind": row["kind"]}, "licences")
        licence = Licence(position=position, **{key: row.get(key) or "" for key in ("kind", "label", "number", "url")})
        licence.full_clean()
        licence.save()


def _load_disclaimers(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["use"] not in DisclaimerUse.values:
            raise BadInput(_("There is no disclaimer use “%(use)s”.") % {"use": row["use"]}, "disclaimers")
        use = DisclaimerUse(row["use"])
        disclaimer = Disclaimer.objects.filter(use=use, is_default=True).first() or Disclaimer(
            use=use, is_default=True
        )
        disclaimer.label, disclaimer.text = row.get("label") or LABELS[use], row["text"]
        save_disclaimer(disclaimer, by=None)


def _load_channels(rows: list[dict[str, Any]]) -> None:
    for position, row in sorted(enumerate(rows), key=lambda item: item[1]["path"].count("/")):
        path = row["path"].strip("/")
        channel = Channel.objects.filter(path=path).first()
        if channel is None:
            parent_path, _slash, slug = path.rpartition("/")
            parent = Channel.objects.filter(path=parent_path).first() if parent_path else None
            if parent_path and parent is None:
                raise BadInput(_("The channel above %(path)s is missing.") % {"path": path}, "channels")
            channel = Channel(slug=slug, parent=parent, position=(position + 1) * 10)
        channel.name = row["name"]
        channel.in_nav = row.get("in_nav", channel.in_nav if channel.pk else True)
        channel.review_levels = row.get("review_levels", channel.review_levels)
        save_channel(channel)
