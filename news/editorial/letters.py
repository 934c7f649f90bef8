"""Readers' letters: received, dealt with, made into a draft, and their personal data removed in time."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import create_article
from news.editorial.audit import facts_of, note_changed
from news.editorial.notices import tell_letter, tell_letter_to
from news.editorial.pictures import add_picture
from news.enums import BylineRole, LetterKind, LetterState, Origin, PictureRights
from news.errors import BadInput
from news.media.verify import CleanPicture
from news.models import Article, Image, Letter, LetterPicture, SiteIdentity
from news.rules import letters as rules
from news.rules.snapshot import Credit, Snapshot
from news.text.typography import one_line

# Longer than the law's six months for logs (网络安全法, art. 21): who complained must be found while that is asked.
KEEP_CONTACT_AT_LEAST = 180  # days
SAME_WITHIN = timedelta(days=7)
PRESSED_TWICE_WITHIN = timedelta(minutes=10)
BATCH = 500
TRIES = 20
MOST_DRAFT_TITLE = 60


@dataclass(frozen=True)
class Signs:
    """By what a program gives itself away; see ``rules.letters.suspicions``."""

    trap: str = ""
    seconds: float | None = None


def receive(letter: Letter, pictures: Sequence[tuple[str, CleanPicture]] = (), *, signs: Signs) -> Letter:
    """Keep a letter and give it the number and code that its reader can quote; return it.

    What looks like a program's work is held, and looks the same to its sender. The same letter sent twice by a second
    press of the button is the first one, which is returned.
    """
    now = timezone.now()
    letter.digest = rules.digest_of(letter.kind, letter.subject, letter.body, letter.url)
    same = Letter.objects.filter(digest=letter.digest)
    with transaction.atomic():
        first = same.filter(created_at__gte=now - PRESSED_TWICE_WITHIN, contact=letter.contact, name=letter.name)
        if pressed_twice := first.order_by("pk").first():
            return pressed_twice
        letter.suspicions = rules.suspicions(
            letter.kind,
            (letter.subject, letter.body, *map(str, letter.facts.values())),
            trap=signs.trap,
            seconds=signs.seconds,
            seen_before=same.filter(created_at__gte=now - SAME_WITHIN).exists(),
        )
        letter.state = LetterState.SUSPECT if letter.suspicions else LetterState.NEW
        letter.due_at = None if letter.suspicions else now + rules.DUE_IN[letter.kind]
        letter.code = rules.new_code()
        _numbered(letter)
        LetterPicture.objects.bulk_create(
            LetterPicture(letter=letter, name=name[:120], data=item.data, width=item.width, height=item.height)
            for name, item in pictures
        )
        if not letter.suspicions:
            tell_letter(letter)
    return letter


def _numbered(letter: Letter) -> None:
    """Save under a number that is free."""
    for turn in range(TRIES):
        letter.number = rules.new_number(timezone.localdate())
        try:
            with transaction.atomic():
                letter.save()
            return
        except IntegrityError:
            if turn == TRIES - 1:
                raise


def deal(
    letter: Letter, *, by: User, state: str, answer: str = "", note: str = "", assigned_to: User | None = None
) -> None:
    """Say how far a letter is; the answer is public. The caller has the row locked, or has it alone.

    Whoever is to deal with it is told. One that is released from being held is due from now on, and those whom it
    concerns are told. Raises NotAllowed, BadInput.
    """
    require(by, "news.change_letter", str(_("deal with letters")))
    with transaction.atomic():
        before = Letter.objects.get(pk=letter.pk)
        facts, now = facts_of(before), timezone.now()
        if state in rules.CLOSED and not answer.strip():
            raise BadInput(_("Write what the reader is told; without an answer a letter is not closed."), "answer")
        letter.state, letter.answer, letter.note = state, answer.strip(), note.strip()
        letter.assigned_to = assigned_to
        if state == LetterState.SUSPECT or state in rules.CLOSED:
            letter.due_at = None
        elif before.due_at is None:
            letter.due_at = now + rules.DUE_IN[letter.kind]
        closed = state in rules.CLOSED
        letter.answered_at = (before.answered_at or now) if closed else None
        letter.save()
        note_changed(letter, facts, by=by)
        if before.state == LetterState.SUSPECT and state in {LetterState.NEW, LetterState.WORKING}:
            tell_letter(letter, but=by)
        if assigned_to is not None and assigned_to.pk not in {before.assigned_to_id, by.pk}:
            tell_letter_to(assigned_to, letter, by=by)


def take(letter_id: int, *, by: User) -> Letter:
    """Begin to deal with a letter oneself; one that was held is released. Raises NotAllowed, BadInput."""
    with transaction.atomic():
        letter = _locked(letter_id)
        if letter.state in rules.CLOSED:
            return letter
        deal(
            letter, by=by, state=LetterState.WORKING, answer=letter.answer, note=letter.note,
            assigned_to=letter.assigned_to or by,
        )  # fmt: skip
    return letter


def make_draft(letter_id: int, *, by: User) -> Article:
    """Make a draft of a submitted story: its author as correspondent, its pictures in the library; return it.

    Done a second time it returns the draft there is. Raises NotAllowed, BadInput, BadPicture.
    """
    require(by, "news.change_letter", str(_("deal with letters")))
    with transaction.atomic():
        letter = _locked(letter_id)
        if letter.kind != LetterKind.STORY:
            raise BadInput(_("Only a submitted story can be made into a draft."), "kind")
        if letter.draft is not None:
            return letter.draft
        images = [_to_library(item, letter, by) for item in letter.pictures.all()]
        paragraphs = [line.strip() for line in letter.body.splitlines() if line.strip()]
        body = "".join(f"<p>{escape(line)}</p>" for line in paragraphs)
        body += "".join(f'<figure><img src="{escape(image.file.url)}"></figure>' for image in images)
        site = SiteIdentity.objects.filter(pk=1).values_list("name", flat=True).first()
        snapshot = Snapshot(
            title=one_line(letter.subject)[:MOST_DRAFT_TITLE],
            body=body,
            origin=Origin.CONTRIBUTED,
            source=site or "",
            byline=(Credit(BylineRole.CORRESPONDENT, one_line(letter.name)),) if letter.name else (),
            cover=images[0].pk if images else None,
        )
        said = _("From the reader’s letter %(number)s.") % {"number": letter.number}
        letter.draft = create_article(snapshot=snapshot, by=by, note=said)
        letter.save(update_fields=["draft", "changed_at"])
        if letter.state not in rules.CLOSED:
            take(letter.pk, by=by)
    return letter.draft


def _to_library(item: LetterPicture, letter: Letter, by: User) -> Image:
    data = bytes(item.data)
    image, new = add_picture(io.BytesIO(data), len(data), by=by, credit=letter.name)
    if new:
        image.rights = PictureRights.CONTRIBUTED
        image.save(update_fields=["rights"])
    return image


def _locked(letter_id: int) -> Letter:
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        raise BadInput(_("There is no letter %(id)s.") % {"id": letter_id}, "missing")
    return letter


def remove_contacts(*, days: int, now: datetime | None = None) -> int:
    """Blank names, contacts and pictures of letters dealt with or held for longer than ``days``; return how many.

    Rights claims keep theirs: they are evidence. Raises BadInput (``retention``) for less than 180 days.
    """
    if days < KEEP_CONTACT_AT_LEAST:
        raise BadInput(
            _("Readers’ contact data is kept for at least %(least)d days; %(days)d is too short.")
            % {"least": KEEP_CONTACT_AT_LEAST, "days": days},
            "retention",
        )
    now = now or timezone.now()
    removed = 0
    while letters := list(Letter.objects.with_contact(now - timedelta(days=days)).order_by("pk")[:BATCH]):
        with transaction.atomic():
            for letter in letters:
                letter.facts = {key: value for key, value in letter.facts.items() if key not in rules.PERSONAL}
                letter.name = letter.contact = ""
                letter.contact_removed_at = now
            Letter.objects.bulk_update(letters, ["facts", "name", "contact", "contact_removed_at"])
            LetterPicture.objects.filter(letter__in=letters).delete()
        removed += len(letters)
    return removed
