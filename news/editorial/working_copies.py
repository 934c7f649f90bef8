"""Autosave: one mutable copy of the form per person and article, until a real save. It changes nothing else.

A copy is nobody's business but its writer's: it is in no history, no list and no review. What others learn from it is
that somebody is at work.
"""

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import check
from news.enums import Verb
from news.errors import BadInput
from news.models import Article, Revision, WorkingCopy

MAX_BYTES = 2 * 1024 * 1024
AT_WORK = timedelta(minutes=2)
OLD = timedelta(days=90)
# The name under which a browser page signs its copies, so that one page's save does not discard another page's text.
PAGE = "_page"
Fields = dict[str, list[str]]


def keep(article_id: int | None, *, by: User, fields: Fields, based_on: int | None) -> WorkingCopy:
    """Write what ``by`` has typed over the copy there was; ``article_id`` None is the story without a number.

    If another page of theirs had signed other words, the copy returned has them in ``displaced``: two windows on one
    story must each keep what was typed in it.

    ``fields`` is the form as typed, name → texts: it may be incomplete or wrong. ``based_on`` is the revision that the
    form was opened on; a number that is none of this article's is left out. Raises NotAllowed, WrongState where the
    text is closed, BadInput (``missing``, ``shape``, ``size``).
    """
    fields = _storable(fields)
    with transaction.atomic():
        article, base = None, None
        if article_id is None:
            require(by, "news.add_article", str(Verb.CREATE.label))
        else:
            article = _article(article_id)
            check(article, Verb.AUTOSAVE, by)
            base = Revision.objects.filter(pk=based_on or 0, article=article).values_list("pk", flat=True).first()
        new = {"data": fields, "based_on_id": base, "saved_at": timezone.now()}
        rows = WorkingCopy.objects.select_for_update()
        copy, created = rows.get_or_create(article=article, person=by, defaults=new)
        if not created:
            displaced = copy.as_offered() if _others_words(copy.data, fields) else None
            for name, value in new.items():
                setattr(copy, name, value)
            copy.save(update_fields=["data", "based_on", "saved_at"])
            copy.displaced = displaced
    return copy


def page_of(article_id: int | None, *, by: User) -> str:
    """Return the mark of the page whose words the person's copy has, '' where there is none. One query."""
    rows = WorkingCopy.objects.of(by.pk, article_id).values_list(f"data__{PAGE}", flat=True)
    return _mark({PAGE: rows.first()})


def discard(article_id: int | None, *, by: User, page: str | None = None) -> bool:
    """Delete the person's copy: it was saved, or is not wanted. Returns whether there was one.

    With ``page`` a copy that another page of theirs has signed is left alone: that text is not the one that was saved.
    An empty ``page`` is one that signs nothing; only None is whichever page it was.
    """
    copies = WorkingCopy.objects.of(by.pk, article_id)
    if page is not None:
        copies = copies.filter(Q(**{f"data__{PAGE}": [page]}) | ~Q(data__has_key=PAGE))
    return bool(copies.delete()[0])


def others_at_work(article_id: int | None, *, by: User, within: timedelta = AT_WORK) -> list[User]:
    """Return the other people whose typing reached the server within that time; a story without a number has none."""
    if article_id is None:
        return []
    return [copy.person for copy in WorkingCopy.objects.others(article_id, by.pk, timezone.now() - within)]


def newer_revision(article_id: int | None, based_on: int | None) -> Revision | None:
    """Return the working revision with its author if a save on ``based_on`` would be a conflict, else None."""
    if article_id is None:
        return None
    newest = (
        Revision.objects.filter(pk__in=Article.objects.filter(pk=article_id).values("working_revision"))
        .select_related("author")
        .defer("data")
        .first()
    )
    # A form opened on an untouched import knows no number; revision 0 is that same text.
    if newest is None or newest.pk == based_on or (based_on is None and newest.number == 0):
        return None
    return newest


def remove_old(*, older_than: timedelta = OLD) -> int:
    """Delete copies that nobody has written in for so long and nobody can use: the article is in the recycle bin, or
    the text that they stand on was superseded as long ago. Unsaved new stories stay. Returns how many went."""
    before = timezone.now() - older_than
    superseded = Q(article__working_revision__created_at__lt=before) & (
        Q(based_on=None) | ~Q(based_on=F("article__working_revision"))
    )
    deleted = Q(article__deleted_at__isnull=False)
    rows = WorkingCopy.objects.filter(deleted | superseded, article__isnull=False, saved_at__lt=before)
    # Numbers first: a DELETE over a join is a subquery on the same table.
    return WorkingCopy.objects.filter(pk__in=list(rows.values_list("pk", flat=True)), saved_at__lt=before).delete()[0]


def _article(article_id: int) -> Article:
    article = Article.objects.defer("body").filter(pk=article_id).first()
    if article is None:
        raise BadInput(_("There is no article %(id)s.") % {"id": article_id}, "missing")
    return article


def _mark(data: dict[str, Any]) -> str:
    return str((data.get(PAGE) or [""])[0])


def _others_words(old: Fields, new: Fields) -> bool:
    """True where two pages signed these, and more than the mark differs."""
    return _mark(old) != _mark(new) and {**old, PAGE: []} != {**new, PAGE: []}


def _storable(fields: Any) -> Fields:
    """Return the fields as every database can hold them: no NUL, no half of a surrogate pair. Raises BadInput."""
    if not isinstance(fields, dict) or not all(
        isinstance(name, str) and isinstance(texts, list) and all(isinstance(text, str) for text in texts)
        for name, texts in fields.items()
    ):
        raise BadInput(_("This is not what the writing page sends."), "shape")
    clean = {_text(name): [_text(text) for text in texts] for name, texts in fields.items()}
    if len(json.dumps(clean, ensure_ascii=False).encode()) > MAX_BYTES:
        raise BadInput(_("The text is larger than 2 MB; it cannot be kept on the server."), "size")
    return clean


def _text(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
