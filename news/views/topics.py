"""Topics: the list of all, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.enums import TopicState
from news.reading.article import Gone
from news.reading.topics import compose, find_topic, topic_list
from news.views.errors import gone
from news.views.reader import elsewhere
from news.views.showing import show

PUBLIC = (TopicState.LIVE, TopicState.ENDED)


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All topics."""
    return show(request, "news/topics.html", topic_list())


@csrf_exempt  # only read: another method is 405, not a stale form
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic: 200 from the time it opens, also when it has ended; 410 once taken off; before that as if unknown."""
    found = find_topic(slug)
    state = found.state() if found else None
    if found is not None and state in PUBLIC:
        return show(request, "news/topic.html", compose(found))
    if found is not None and found.removed_at and found.was_public(found.removed_at):
        return gone(request, Gone("", "", None, retracted=False, what="专题"))
    return elsewhere(request)
