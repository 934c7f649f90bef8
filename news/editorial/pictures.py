"""Pictures into the library, their words, rights and focal point, a newer version in place of an older one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from news.editorial.access import powers_of, require
from news.editorial.audit import note_added
from news.editorial.cases import Case
from news.editorial.placements import shown_with
from news.editorial.retiring import retire_after
from news.editorial.uses import MOST_USES, Use, uses_of
from news.enums import Verb
from news.errors import BadInput, NotAllowed
from news.media.fingerprint import ALIKE, bands, distance
from news.media.renditions import make_renditions
from news.media.verify import CleanPicture, clean_picture
from news.models import Article, ChannelMap, Image, Topic
from news.rules.snapshot import Snapshot
from news.text.blocks import picture_addresses

CANDIDATES = 200  # pictures with a part of the fingerprint in common that are compared in full
MOST_ALIKE = 3
PUBLISH = "news.publish_article"
# What people may change of a picture; its file never changes.
WORDS = (
    "alt caption credit taken_on kind map_number rights rights_until ai_made focus_x focus_y".split()
)  # fmt: skip
TAKEN_OVER = ("caption", "credit", "taken_on")


def add_picture(
    file: BinaryIO,
    size: int,
    *,
    by: User | None,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    name: str = "",
    words_from_file: bool = False,
) -> tuple[Image, bool]:
    """Verify a file and put it into the library; return (picture, whether it is new).

    The same content twice gives the picture that is there, whose words are left as they are. ``name`` is the file's
    own, if it has one; with ``words_from_file`` a caption, credit or date that is not given is taken from the file,
    otherwise only remembered as an offer. ``by`` is None only for an import. Raises BadPicture, NotAllowed.
    """
    if by is not None:
        require(by, "news.add_image", str(Verb.CREATE.label))
    clean = clean_picture(file, size, settings.PICTURE_MAX_BYTES, name)
    with transaction.atomic():
        known = Image.objects.filter(content_hash=clean.digest).first()
        if known:
            return known, False
        image = _stored(clean, by=by)
        image.alt, image.caption, image.credit = alt[:200], caption[:300], credit[:60]
        if words_from_file:
            _take(image)
        image.save()
        if by is not None:
            note_added(image, by=by)
        number = image.pk
        transaction.on_commit(lambda: make_renditions.enqueue(number))
    return image, True


def _stored(clean: CleanPicture, *, by: User | None) -> Image:
    """Write the file under the name of its content; return its row, unsaved."""
    name = f"images/{clean.name}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(clean.data))
    image = Image(
        width=clean.width,
        height=clean.height,
        size=len(clean.data),
        content_hash=clean.digest,
        offered=clean.said.offered(),
        aigc=clean.said.aigc,
        ai_made=clean.said.ai_made,
        created_by=by,
    )
    image.band_0, image.band_1, image.band_2, image.band_3 = bands(clean.print)
    image.file.name = name
    return image


def _take(image: Image) -> None:
    """Fill the fields that are empty with what the file said. Unsaved."""
    for field in TAKEN_OVER:
        value = image.offered.get(field, "")
        if value and not getattr(image, field):
            setattr(image, field, date.fromisoformat(value) if field == "taken_on" else value)


def offer_of(image: Image) -> dict[str, str]:
    """Return what the file said for fields that say nothing yet."""
    return {
        field: image.offered[field] for field in TAKEN_OVER if image.offered.get(field) and not getattr(image, field)
    }


def describe(image: Image, *, by: User, take_offer: bool = False) -> None:
    """Keep the words, rights and focal point of a picture; crops around a new point are made after the commit.

    Raises NotAllowed, also for what ``check_alt`` refuses.
    """
    require(by, "news.change_image", str(_("describe a picture")))
    if take_offer:
        _take(image)
    with transaction.atomic():
        check_alt(image, by=by)
        image.save(update_fields=WORDS)
        if image.crops.get("at") != [image.focus_x, image.focus_y]:
            number = image.pk
            transaction.on_commit(lambda: make_renditions.enqueue(number))


def check_alt(image: Image, *, by: User) -> None:
    """Refuse another alternative text of a cover that readers have, or get at its time; writes nothing.

    In a body these words are part of the text (decision 0005), those of a cover are read from the library: a change is
    on the site at once, reviewed by nobody. Whoever may publish the stories may make it. Raises NotAllowed.
    """
    before = Image.objects.filter(pk=image.pk).values_list("alt", flat=True).first()
    if before is None or before.split() == image.alt.split():  # a form trims what an import may have left
        return
    stories = Article.objects.live_or_scheduled().filter(cover=image).order_by("-pk").defer("body")
    powers = powers_of(by)
    if PUBLISH not in powers.all:
        if story := stories.first():
            raise NotAllowed(
                _(
                    "The picture is the cover of “%(title)s”, and readers get its alternative text at once. "
                    "Put the old one back, or ask somebody who may publish to change it."
                )
                % {"title": story.title},
                "permission",
            )
    elif PUBLISH in powers.scopes:
        channels = ChannelMap.load()
        for story in stories.select_related("working_revision", "live_revision")[:MOST_USES]:
            Case(story, by, powers=powers, channels=channels).require_reach(PUBLISH)


def replace_picture(image_id: int, file: BinaryIO, size: int, *, by: User, name: str = "") -> Image:
    """Put a newer version of a picture into the library, with the same words, and return it.

    What readers see stays: a story shows the new version from the next time that it is saved and signed off (see
    ``newest_versions``); once none shows the old one, its address leads to the new one (``retiring``).
    Raises BadPicture, BadInput, NotAllowed.
    """
    require(by, "news.change_image", str(_("replace a picture")))
    with transaction.atomic():
        old = Image.objects.select_for_update().filter(pk=image_id).first()
        if old is None:
            raise BadInput(_("There is no picture %(id)s.") % {"id": image_id}, "missing")
        new, added = add_picture(file, size, by=by, name=name)
        if new.pk == old.pk:
            raise BadInput(_("This is the same picture; nothing was replaced."), "same")
        if new.replaced_by_id:
            raise BadInput(
                _("This file is an older version, which itself was replaced by picture %(id)s.")
                % {"id": new.replaced_by_id},
                "older",
            )
        if added:
            for field in WORDS:
                setattr(new, field, getattr(old, field))
            new.ai_made = old.ai_made or bool(new.aigc)
            new.save(update_fields=WORDS)
        Image.objects.filter(Q(pk=old.pk) | Q(replaced_by=old)).update(replaced_by=new)
        retire_after([], [old.pk])
    return new


def like(image: Image) -> list[Image]:
    """Return up to three other pictures that look the same: a smaller copy, another compression. One query.

    Prints that differ in at most three bits are always found, those with up to six mostly: candidates are those that
    have one of four parts of the print in common, the newest two hundred.
    """
    print_ = image.fingerprint
    if print_ is None:
        return []
    same = Q(band_0=image.band_0) | Q(band_1=image.band_1) | Q(band_2=image.band_2) | Q(band_3=image.band_3)
    near = [
        (distance(print_, other.fingerprint), -other.pk, other)
        for other in Image.objects.filter(same).exclude(pk=image.pk).order_by("-pk")[:CANDIDATES]
        if other.fingerprint is not None
    ]
    return [other for bits, _pk, other in sorted(near, key=lambda item: item[:2]) if bits <= ALIKE][:MOST_ALIKE]


def newest_versions(images: Iterable[Image]) -> dict[int, Image]:
    """Return the newer version of each picture that has one, by its number. One query, none if there is none."""
    wanted = {image.pk: image.replaced_by_id for image in images if image.replaced_by_id}
    found = Image.objects.in_bulk(wanted.values()) if wanted else {}
    return {old: found[new] for old, new in wanted.items() if new in found}


def newest_cover(image_id: int) -> int:
    """Return the number of the newest version of a cover: its own if it was not replaced. One query."""
    newer = Image.objects.filter(pk=image_id).values_list("replaced_by", flat=True).first()
    return newer or image_id


def with_cover(text: Snapshot) -> Snapshot:
    """Return a text whose cover is the first picture of its body, if it has none and did not say that it wants none.

    One query where there is a picture to look up.
    """
    if text.cover or text.no_cover or "<img" not in text.body:
        return text
    addresses = picture_addresses(text.body)
    known = Image.objects.at(addresses)
    first = next((known[address] for address in addresses if address in known), None)
    return replace(text, cover=first.pk) if first else text


def uses(image: Image) -> list[Use]:
    """Return up to fifty uses: pages readers see, drafts, fixed pages, and older versions that could come back.

    A scan of all texts: made when somebody asks for it, never for a list.
    """
    found = uses_of(image.name, live=Q(cover=image), version=Q(data__cover=image.pk))
    topics = Topic.objects.filter(banner=image).values_list("title", flat=True)[:MOST_USES]
    return [*found, *(Use(place, "front") for place in shown_with(image.pk)), *(Use(name, "topic") for name in topics)]


def used_by(image: Image) -> str:
    """Return the headline of one story or page that shows the picture or has it as its cover, '' if none does."""
    found = uses(image)
    return found[0].title if found else ""
