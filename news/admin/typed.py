"""Typing that was never saved, read as a text by the writing page's own form."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.utils.datastructures import MultiValueDict

from news.admin.filters import in_tree_order
from news.editorial.articles import snapshot_of_live
from news.enums import StaffStatus
from news.forms.article import ArticleForm
from news.forms.signers import Person
from news.models import Article, Disclaimer, Series, StaffMember, WorkingCopy
from news.reading.tree import ChannelTree
from news.rules.snapshot import Snapshot


def reader() -> Callable[[WorkingCopy], Snapshot | None]:
    """Return what reads a working copy as a text; it answers None where the form would refuse it. Four queries."""
    form_of = forms()

    def read(copy: WorkingCopy) -> Snapshot | None:
        if copy.article is None:
            return None
        form = form_of(copy.article, MultiValueDict(copy.data))
        return form.snapshot() if form.is_valid() else None

    return read


def forms() -> Callable[[Article, MultiValueDict], ArticleForm]:
    """Return what makes the writing page's form of what was typed over a story. Four queries."""
    channels = [(channel.pk, channel.name) for channel, _depth in in_tree_order(ChannelTree.load())]
    series = list(Series.objects.values_list("pk", "name"))
    notices = list(Disclaimer.objects.values_list("pk", "label"))
    staff = StaffMember.objects.filter(status=StaffStatus.ACTIVE)
    people = [Person(*told) for told in staff.values_list("pk", "name", "position", "card_number")]

    def form_of(article: Article, data: MultiValueDict) -> ArticleForm:
        revision = article.working_revision
        base = revision.snapshot if revision else snapshot_of_live(article)
        return ArticleForm(data, base=base, channels=channels, notices=notices, series=series, people=people)

    return form_of


def typed_since(article: Article, person: User) -> Snapshot | None:
    """Return what a person has typed over the working text and not saved; None where there is nothing to save."""
    copy = WorkingCopy.objects.of(person.pk, article.pk).select_related("article__working_revision").first()
    if copy is None or copy.based_on_id != article.working_revision_id:
        return None
    return reader()(copy)
