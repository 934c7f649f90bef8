"""What a link may lead to: the site's own stories by title or number, its channels, and addresses from elsewhere.

JSON for the link dialog of the text editor; nothing is written.
"""

from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from news.admin.numbers import number
from news.admin.writing import own_hosts
from news.enums import Publication
from news.forms.links import PROBLEMS
from news.models import Article, Channel
from news.search.finding import headline_numbers
from news.text.addresses import MAX_ID, article_address
from news.text.folding import folded
from news.text.links import read_link

MAX_QUERY = 120
MAX_WORDS = 5
SHOWN = 12
LOOKED_AT = 120  # newest of those that the index names
CHANNELS = 6
LINKED = (Publication.LIVE, Publication.SCHEDULED, Publication.NEVER)
COLUMNS = (
    "title desk_title published_at first_published_at expires_at withdrawal deleted_at channel__path channel__name "
    "desk_channel__path desk_channel__name"
).split()


@never_cache
@require_GET
def links(request: HttpRequest) -> JsonResponse:
    """Answer ``{"stories", "channels"}`` for ``?q=``, or ``{"address", "problem"}`` for ``?check=``.

    Two queries at most, however large the archive. 403 for who may not see the stories.
    """
    if not request.user.has_perm("news.view_article"):
        raise PermissionDenied
    if "check" in request.GET:
        typed = read_link(request.GET["check"], own_hosts(request))
        return JsonResponse({"address": typed.address, "problem": str(PROBLEMS.get(typed.problem, ""))})
    wanted = request.GET.get("q", "").strip()[:MAX_QUERY]
    return JsonResponse({"stories": _stories(wanted), "channels": _channels(wanted) if wanted else []})


def _stories(wanted: str) -> list[dict[str, str]]:
    stories = Article.objects.filter(deleted_at=None)
    newest = stories.order_by("-changed_at", "-pk")
    asked = number(wanted.removeprefix("No.").strip())
    words = [folded(word) for word in wanted.split()[:MAX_WORDS]] if asked is None else []
    if asked is not None:
        found = stories.filter(pk=min(asked, MAX_ID))
    elif wanted:
        numbers = headline_numbers(words)
        found = newest.filter(pk__in=numbers) if numbers else stories.none()
    else:
        found = newest
    rows = found.select_related("channel", "desk_channel").only(*COLUMNS)[:LOOKED_AT]
    titled = (row for row in rows if _has(row, words))
    return list(islice((said for row in titled if (said := _story(row))), SHOWN))


def _has(article: Article, words: list[str]) -> bool:
    """True where each word stands in a headline as it is: the index knows pairs of signs, and names beside them."""
    heads = folded(article.desk_title), folded(article.title)
    return all(any(word in head for head in heads) for word in words)


def _story(article: Article) -> dict[str, str] | None:
    """Return what the dialog shows of a story; None for one that readers do not get or that has no channel yet.

    A story that was never public is linked by its number: whatever day it goes out, the address redirects to it.
    """
    state = article.publication()
    channel = article.channel or article.desk_channel
    if state not in LINKED or channel is None:
        return None
    local = timezone.localtime
    day = article.day if article.first_published_at else local().date()
    said = "" if state == Publication.LIVE else _("not public yet")
    if state == Publication.SCHEDULED and article.published_at:
        said = _("not public yet, goes out %(time)s") % {
            "time": date_format(local(article.published_at), "m-d H:i"),
        }
    return {
        "title": article.title if state == Publication.LIVE else article.desk_title or article.title,
        "url": article.address or article_address(channel.path, day, article.pk),
        "said": f"{channel.name} · {day:%Y-%m-%d} · No. {article.pk}",
        "state": said,
    }


def _channels(wanted: str) -> list[dict[str, Any]]:
    named = Q(name__icontains=wanted) | Q(path__icontains=wanted)
    rows = Channel.objects.without_tree_fields().filter(named).order_by("path")[:CHANNELS]
    return [{"title": row.name, "url": f"/{row.path}/", "said": _("channel"), "state": ""} for row in rows]
