"""The house's dictionary and the search terms that the site offers. A change of words has every story cut anew."""

import logging

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from news.editorial import audit
from news.editorial.access import require
from news.enums import AuditArea
from news.errors import BadInput
from news.models import HotTerm, HouseWord, SearchRebuild
from news.search import rebuild
from news.search.asking import normal
from news.search.words import Cutter
from news.text.folding import folded

LONGEST_TERM = 20
log = logging.getLogger(__name__)


def key_of(word: str) -> str:
    """Return the form under which two words are the same. Raises BadInput for what no search could take as a word."""
    key = folded("".join(word.split()))
    if not Cutter([(key, "nz")]).house:
        raise BadInput(_("A word of the dictionary has two Chinese characters or more."), "word")
    return key


def save_word(word: HouseWord) -> HouseWord:
    """Write a word. It is found at once; the stories are cut anew in the background. Raises BadInput."""
    word.word = "".join(word.word.split())
    word.key = key_of(word.word)
    if HouseWord.objects.filter(key=word.key).exclude(pk=word.pk).exists():
        raise BadInput(_("“%(word)s” is in the dictionary already.") % {"word": word.word}, "word")
    word.changed_at = timezone.now()
    with transaction.atomic():
        word.save()
        _start()
    return word


def remove_word(word: HouseWord) -> None:
    """Take a word out."""
    with transaction.atomic():
        word.delete()
        _start()


def rebuild_index(*, by: User) -> None:
    """Cut and index every story anew, in the background. Raises NotAllowed."""
    require(by, "news.rebuild_search", _("rebuild the search index"))
    with transaction.atomic():
        _start()
        run = SearchRebuild.objects.get(pk=rebuild.THE_ONE)
        audit.note(AuditArea.SETTING, "rebuilt", by=by, thing=run, thing_name=str(_("Search index")))


def offer_term(term: str, *, by: User) -> HotTerm:
    """Show a search term to readers, whether it was proposed by the counts or is new. Raises NotAllowed, BadInput."""
    require(by, "news.change_hotterm", _("approve a search term"))
    term = normal(term)[:LONGEST_TERM].strip()
    if not term:
        raise BadInput(_("Give the search term."), "term")
    with transaction.atomic():
        row, made = HotTerm.objects.get_or_create(term=term)
        before = audit.facts_of(row)
        row.approved = True
        row.save()
        if made:
            audit.note_added(row, by=by)
        else:
            audit.note_changed(row, before, by=by)
    return row


def _start() -> None:
    rebuild.begin()
    transaction.on_commit(lambda: reindex.enqueue())


@task()
def reindex() -> None:
    """Go on with the run; after twenty seconds it queues up again, so that other work is done too."""
    if rebuild.work():
        reindex.enqueue()


def resume() -> None:
    """Queue a run whose worker is gone. Called by the worker every half minute."""
    if rebuild.unfinished():
        log.warning("The run over the search index had stopped; it goes on.")
        rebuild.touch()
        reindex.enqueue()
