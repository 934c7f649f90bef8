"""The channel tree: adding, changing, moving. A move keeps every old address alive by one prefix redirect."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from news.editorial.notices import tell_reviewers
from news.editorial.placing import ancestors_and_self, climb
from news.editorial.review import reckon_levels, void_passes
from news.enums import Review
from news.errors import BadInput
from news.models import Article, Channel, ChannelMap, ChannelScope, Listing, Redirect, Robot
from news.rules.levels import awaited
from news.text.addresses import is_channel_path

BATCH = 200


def save_channel(channel: Channel, *, by: User | None = None) -> Channel:
    """Write a new or changed channel, with the paths of its branch; moving or renaming the address redirects.

    Stories that wait for a review follow a changed number of review levels at once; with ``by`` their new reviewers
    are told. Raises BadInput for an address that is illegal, taken, or has redirected before.
    """
    with transaction.atomic():
        before = Channel.objects.select_for_update().filter(pk=channel.pk).first() if channel.pk else None
        new_path = channel.full_path()
        _check_path(channel, new_path, before)
        old_path = before.path if before else ""
        channel.path = new_path
        channel.save()
        if before and old_path != new_path:
            _move_branch(channel, old_path, new_path)
        if before and before.parent_id != channel.parent_id:
            relist_branch(channel)
        if before and (before.review_levels, before.parent_id) != (channel.review_levels, channel.parent_id):
            reckon_waiting(by=by, tell=by is not None)
    return channel


def reckon_waiting(*, by: User | None, tell: bool = False) -> int:
    """Let every waiting story follow the tree's review levels as they are now; returns how many moved.

    One walk over what waits (the queue's index, no text loaded), then the moved ones under lock, in batches, by the
    tree as it is under the lock. An unfinished 审改 of a story that moves is void, and so are the passes that it stood
    on. The worker does it again and again: a story that is submitted while a channel changes may have missed it.
    """
    tree = ChannelMap.load()
    rows = Article.objects.waiting().order_by("pk").annotate(also=F("working_revision__data__also_in"))
    moved = []
    for pk, channel, review, level, also in rows.values_list(
        "pk", "desk_channel_id", "review", "level", "also"
    ).iterator(1000):
        if awaited(Review(review), tree.levels((channel, *(also or ())))) != level:
            moved.append(pk)
    for start in range(0, len(moved), BATCH):
        with transaction.atomic():
            _reckon(moved[start : start + BATCH], by, tell)
    return len(moved)


def _reckon(ids: Iterable[int], by: User | None, tell: bool) -> None:
    rows = Article.objects.select_for_update(of=("self",)).waiting().filter(pk__in=ids).order_by("pk").defer("body")
    waiting = list(rows.select_related("working_revision", "desk_channel"))
    tree = ChannelMap.load()  # after the lock: a channel may have changed while it was waited for
    for article in waiting:
        revision = article.working_revision
        levels = tree.levels((article.desk_channel_id, *(revision.snapshot.also_in if revision else ())))
        if awaited(Review(article.review), levels) == article.level:
            continue  # somebody moved it meanwhile
        if article.amending:
            void_passes(article, levels)
        else:
            reckon_levels(article, levels)
        article.save()
        if tell:
            tell_reviewers(article, by=by)


def check_channel(channel: Channel) -> None:
    """Raise the BadInput with which ``save_channel`` would refuse; writes nothing."""
    before = Channel.objects.filter(pk=channel.pk).first() if channel.pk else None
    _check_path(channel, channel.full_path(), before)


def _check_path(channel: Channel, path: str, before: Channel | None) -> None:
    if not is_channel_path(path):
        raise BadInput(
            _("“%(path)s” cannot be an address: it is reserved, a date, or has other signs.") % {"path": path}, "slug"
        )
    if Channel.objects.filter(path=path).exclude(pk=channel.pk).exists():
        raise BadInput(_("There is a channel at /%(path)s/ already.") % {"path": path}, "slug")
    moves = before is None or before.path != path
    if moves and Redirect.objects.filter(old_path=f"/{path}/").exists():
        raise BadInput(
            _("/%(path)s/ leads to a channel that moved; readers' old links need it. Choose another address.")
            % {"path": path},
            "slug",
        )
    if channel.pk and channel.parent_id and channel.pk in ancestors_and_self([channel.parent_id]):
        raise BadInput(_("A channel cannot be put below itself."), "parent")


def _move_branch(channel: Channel, old_path: str, new_path: str) -> None:
    for below in Channel.objects.filter(path__startswith=f"{old_path}/"):
        below.path = new_path + below.path[len(old_path) :]
        below.save(update_fields=["path"])
    add_redirect(f"/{old_path}/", f"/{new_path}/", is_prefix=True)


def add_redirect(old_path: str, new_path: str, *, is_prefix: bool = False) -> Redirect:
    """Write a redirect and collapse chains: whatever led to ``old_path`` now leads to ``new_path`` in one hop."""
    with transaction.atomic():
        Redirect.objects.filter(old_path=new_path).delete()
        for row in Redirect.objects.filter(new_path__startswith=old_path if is_prefix else f"{old_path}"):
            if is_prefix or row.new_path == old_path:
                row.new_path = new_path + row.new_path[len(old_path) :]
                if row.new_path == row.old_path:
                    row.delete()
                else:
                    row.save(update_fields=["new_path"])
        row, _created = Redirect.objects.update_or_create(
            old_path=old_path, defaults={"new_path": new_path, "is_prefix": is_prefix}
        )
    return row


def relist_branch(channel: Channel, batch: int = 500) -> None:
    """Rewrite the listing rows of every article in a branch whose ancestors changed, in batches."""
    branch = list(Channel.objects.filter(path__startswith=f"{channel.path}/").values_list("pk", flat=True))
    numbers = list(
        Listing.objects.filter(channel_id__in=[channel.pk, *branch]).values_list("article_id", flat=True).distinct()
    )
    for start in range(0, len(numbers), batch):
        articles = list(Article.objects.filter(pk__in=numbers[start : start + batch]).select_related("live_revision"))
        Listing.objects.filter(article__in=articles).delete()
        parents = dict(Channel.objects.without_tree_fields().values_list("pk", "parent_id"))
        rows = []
        for article in articles:
            also_in = article.live_revision.snapshot.also_in if article.live_revision else ()
            if article.published_at is None:
                continue  # listed rows belong to published texts; one withdrawn meanwhile has none to write
            for number in climb(parents, [article.channel_id, *also_in]):
                rows.append(
                    Listing(article=article, channel_id=number, published_at=article.published_at, day=article.day)
                )
        Listing.objects.bulk_create(rows)


def delete_channel(channel: Channel) -> None:
    """Remove an empty channel. Raises BadInput while it has sub-channels or articles."""
    with transaction.atomic():
        if Channel.objects.filter(parent=channel).exists():
            raise BadInput(_("“%(name)s” has sub-channels; move them first.") % {"name": channel.name}, "children")
        if Article.objects.filter(channel=channel).exists() or Article.objects.filter(desk_channel=channel).exists():
            raise BadInput(_("“%(name)s” has articles; move them first.") % {"name": channel.name}, "articles")
        if Listing.objects.filter(channel=channel).exists():
            raise BadInput(
                _("“%(name)s” lists stories of other channels; take them out of it first.") % {"name": channel.name},
                "listings",
            )
        if title := _planned_in(channel):
            raise BadInput(
                _("The draft “%(title)s” is also in “%(name)s”; take it out of there first.")
                % {"title": title, "name": channel.name},
                "also_in",
            )
        if ChannelScope.objects.filter(channel=channel).exists():  # without the row the person would reach them all
            raise BadInput(
                _("Somebody's work is narrowed to “%(name)s”; choose other channels for them first.")
                % {"name": channel.name},
                "scopes",
            )
        if Robot.objects.filter(channel=channel).exists():  # it would be told of every channel's stories
            raise BadInput(
                _("A group robot is told of “%(name)s”; choose another channel for it, or remove it first.")
                % {"name": channel.name},
                "robots",
            )
        channel.delete()


def _planned_in(channel: Channel) -> str:
    """Return the headline of a text that is also in the channel and that readers do not have; '' where there is none.

    What they have is listed. A walk over the desk's own texts that are not on the site; untouched imports have none.
    """
    rows = Article.objects.exclude(working_revision=None).exclude(
        Q(working_revision=F("live_revision"), withdrawal="", deleted_at=None) & Q(published_at__isnull=False)
    )
    texts = rows.order_by("-pk").values_list(
        "desk_title", "working_revision__data__also_in", "live_revision__data__also_in"
    )
    for title, *placed in texts.iterator(1000):
        if any(channel.pk in (also or ()) for also in placed):
            return title or _("(no headline)")
    return ""
