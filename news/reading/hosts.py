"""What the desk sees of the page store: its hosts, and what each change refreshed where and when."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from news.models import Article, PurgeLine, StoreHost, StoreTold
from news.reading.page_store import host_name, is_kept, shelf

LATE = timedelta(seconds=5)  # unheard for longer than this a host is red
CHANGES = 50
MOST_LINES = 6000  # looked through for them: a publication writes some fifty
MOST_READINGS = 600
MOST_STORIES = 3  # of one change, by name
MOST_PAGES = 50
# On SQLite a line does not know its transaction. No reading parts the lines of one; of those read at once, what was
# written further apart than this was not one.
TOGETHER = timedelta(seconds=2)

# Every table of purge_rules; None for what only ever changes beside something else that has a name.
ORIGINS: dict[str, Promise | None] = {
    "news_ad": _("House advertisements"),
    "news_article": _("Articles"),
    "news_breakingline": _("Breaking news"),
    "news_bylining": None,
    "news_channel": _("Channels"),
    "news_channelfront": _("Front page of a channel"),
    "news_disclaimer": _("Disclaimers"),
    "news_footerentry": _("Footer"),
    "news_friendlink": _("Friend links"),
    "news_frontlayout": _("Front page"),
    "news_hotentry": _("Lists of the most read"),
    "news_image": _("Pictures"),
    "news_keyword": _("Keywords"),
    "news_keywording": None,
    "news_licence": _("Licences"),
    "news_listing": None,
    "news_mediafile": _("Videos and documents"),
    "news_page": _("Pages"),
    "news_redirect": _("Redirects"),
    "news_series": _("Series"),
    "news_siteidentity": _("Site identity"),
    "news_source": _("Sources"),
    "news_staffmember": _("Staff register"),
    "news_topic": _("Topics"),
    "news_topicsection": _("Topics"),
    "news_topicstep": _("Topics"),
    "news_topicstory": _("Topics"),
}


@dataclass(frozen=True)
class Host:
    """A host as it is now. ``here``: the one that answers; of that one everything is as of this moment."""

    pk: int
    name: str
    heard_at: datetime
    late: bool
    detached: bool
    pages: int
    bytes: int
    here: bool = False

    @property
    def red(self) -> bool:
        """Whether somebody has to look after it."""
        return self.late or self.detached

    @property
    def folder(self) -> str:
        """Return where it keeps them."""
        return self.name.partition(":")[2]

    @property
    def machine(self) -> str:
        """Return the name of the machine."""
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class Heard:
    """When a host had a change: milliseconds after it was written. Where two are on one machine, with the folder."""

    machine: str
    milliseconds: int


@dataclass(frozen=True)
class Change:
    """What was written in one transaction, and what came of it. ``pages`` are addresses of this site, at most 50 of
    ``many``; ``shared`` is how many pieces that stand on many pages went; ``again`` when some of it is to go again.
    ``by_clock``: written earlier, its time came at ``at``."""

    at: datetime
    stories: tuple[tuple[int, str], ...]
    more_stories: int
    things: tuple[Promise | str, ...]
    everything: bool
    pages: tuple[str, ...]
    many: int
    shared: int
    heard: tuple[Heard, ...]
    again: datetime | None
    by_clock: bool = False


def all_hosts(now: datetime | None = None) -> list[Host]:
    """Return the hosts, this one first. One query."""
    now = now or timezone.now()
    found = [
        Host(row.pk, row.name, row.heard_at, now - row.heard_at > LATE, row.detached, row.pages, row.bytes)
        for row in StoreHost.objects.order_by("name")
    ]
    here = _here(now, {host.name: host.pk for host in found})
    if here is None:
        return found
    return [here, *(host for host in found if host.name != here.name)]


def red_hosts(now: datetime | None = None) -> list[Host]:
    """Return those that are detached, or of which nobody has heard. One query."""
    return [host for host in all_hosts(now) if host.red]


def _here(now: datetime, known: dict[str, int]) -> Host | None:
    name = host_name()
    if not is_kept() or name not in known:  # a store that no web process looks after is not said to be late
        return None
    status = shelf().status()
    heard_at = datetime.fromtimestamp(status.heard, now.tzinfo)
    late = now - heard_at > LATE
    return Host(known[name], name, heard_at, late, False, status.pages, status.bytes, here=True)


@dataclass
class _Group:
    """Lines of one transaction, newest first."""

    first: int
    last: int
    at: datetime
    began: datetime
    xid: int
    tags: set[str]
    origins: dict[str, None]
    stories: dict[int, None]
    due: list[datetime]

    def takes(self, xid: int, at: datetime, begins: Collection[int]) -> bool:
        """Whether the line before is of the same transaction; ``begins`` are first lines of readings."""
        return self.xid == xid and (bool(xid) or (self.first not in begins and self.began - at <= TOGETHER))

    def is_in(self, first: int, last: int) -> bool:
        """Whether a reading of these lines held some of it."""
        return last >= self.first and (first or last) <= self.last

    def add(self, number: int, tag: str, due: datetime | None, at: datetime, origin: str) -> None:
        self.first, self.began = number, at
        self.tags.add(tag)
        self.origins[origin] = None
        if origin == "news_article" and tag.startswith("article:"):
            self.stories[int(tag.partition(":")[2])] = None
        if due is not None and due > at:
            self.due.append(due)


def latest_changes(now: datetime | None = None) -> list[Change]:
    """Return the newest changes, newest first. Five queries at most, whatever the log holds."""
    now = now or timezone.now()
    columns = "host__name", "at", "first", "last", "pages", "many", "due"
    told = StoreTold.objects.values_list(*columns)
    readings = list(told.filter(due=None).order_by("-last")[:MOST_READINGS])
    by_clock = list(told.filter(due__lte=now).order_by("-due")[:MOST_READINGS])
    groups = list(_groups({first for _host, _at, first, *_rest in readings}))
    come = _come({due for *_rest, due in by_clock})
    wanted = {number for group in [*groups, *come.values()] for number in list(group.stories)[:MOST_STORIES]}
    titles = {
        number: working or live
        for number, working, live in Article.objects.filter(pk__in=wanted).values_list("pk", "desk_title", "title")
    }
    changes = [
        _change(group, [row for row in readings if group.is_in(row[2], row[3])], titles, now) for group in groups
    ]
    changes += [
        _change(group, [row for row in by_clock if row[-1] == due], titles, due, by_clock=True)
        for due, group in come.items()
    ]
    return sorted(changes, key=attrgetter("at"), reverse=True)[:CHANGES]


def _come(moments: Collection[datetime]) -> "dict[datetime, _Group]":
    """Return by moment what was written to go then. One query."""
    rows = PurgeLine.objects.filter(due__in=moments).order_by("-pk")
    found: dict[datetime, _Group] = {}
    for number, tag, due, origin in rows.values_list("pk", "tag", "due", "origin")[:MOST_LINES]:
        if due is None:  # never, of those asked for
            continue
        group = found.setdefault(due, _Group(number, number, due, due, 0, set(), {}, {}, []))
        group.add(number, tag, None, due, origin)
    return found


def _groups(begins: Collection[int]) -> Iterator[_Group]:
    rows = PurgeLine.objects.order_by("-pk").values_list("pk", "tag", "due", "at", "xid", "origin")[:MOST_LINES]
    group: _Group | None = None
    made = 0
    for number, tag, due, at, xid, origin in rows:
        if group is None or not group.takes(xid, at, begins):
            if group is not None:
                yield group
                made += 1
                if made == CHANGES:
                    return
            group = _Group(number, number, at, at, xid, set(), {}, {}, [])
        group.add(number, tag, due, at, origin)
    if group is not None:
        yield group


def _change(
    group: _Group, readings: list[Any], titles: dict[int, str], now: datetime, *, by_clock: bool = False
) -> Change:
    pages: dict[str, None] = {}
    many: defaultdict[str, int] = defaultdict(int)
    when: dict[str, datetime] = {}
    shared: set[str] = set()
    for name, at, _first, _last, dropped, count, _due in readings:
        many[name] += count
        when[name] = max(when.get(name, at), at)
        for key in dropped:
            if key.startswith("fragment:"):
                shared.add(key)
            else:
                pages[urlsplit(key)._replace(scheme="", netloc="").geturl()] = None
    named = [(number, titles[number]) for number in list(group.stories)[:MOST_STORIES] if number in titles]
    machines = [name.partition(":")[0] for name in when]
    heard = [
        Heard(
            name if machines.count(name.partition(":")[0]) > 1 else name.partition(":")[0],
            max(0, round((at - group.at).total_seconds() * 1000)),
        )
        for name, at in sorted(when.items())
    ]
    return Change(
        at=group.at,
        stories=tuple(named),
        more_stories=len(group.stories) - len(named),
        things=tuple(_things(group, named=bool(named))),
        everything="all" in group.tags,
        pages=tuple(list(pages)[:MOST_PAGES]),
        many=max(0, max(many.values(), default=0) - len(shared)),
        shared=len(shared),
        heard=tuple(heard),
        again=min((due for due in group.due if due > now), default=None),
        by_clock=by_clock,
    )


def _things(group: _Group, *, named: bool) -> Iterator[Promise | str]:
    """Yield what was changed, in words; tags where an operator named them."""
    words = {
        str(word): word
        for origin in group.origins
        if (word := ORIGINS.get(origin)) is not None and not (named and origin == "news_article")
    }
    yield from words.values()
    if not words and not named:
        if "" in group.origins:
            yield from sorted(group.tags - {"all"})[:MOST_STORIES]
        else:
            yield _("Articles")
