"""The search page: a form, results with quotations, filters as plain links. Two queries beside the chrome's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from news.enums import Kind
from news.models import Article, Channel, HotTerm, HouseWord
from news.models.prepared import MOMENT, NUMBERS, Prepared
from news.reading.cards import Card, card
from news.reading.chrome import Chrome, load_chrome
from news.reading.paging import NoSuchPage, Pager
from news.reading.shining import quotation, shining, words_of
from news.search.asking import Asked, normal, read
from news.search.finding import LAST_PAGE, PAGE_SIZE, Narrowed, find
from news.search.index import facet
from news.search.words import heed
from news.text.folding import folded

ADDRESS = "/search/"
PERIODS = {"week": ("一周", 7), "month": ("一月", 31), "year": ("一年", 366)}
MOST_HOT = 10
MOST_HINTS = 8
LONGEST_NAME = 60


@dataclass(frozen=True)
class Choice:
    """One link of a filter."""

    name: str
    href: str
    on: bool


@dataclass(frozen=True)
class Result:
    """One story found: its card, its headline and a quotation with the words shining, links to narrow by."""

    card: Card
    title: SafeString
    quotation: SafeString
    reporters: tuple[Choice, ...]
    source: Choice | None


@dataclass(frozen=True)
class SearchPage:
    """``question`` is what was asked as it is shown, '' for the bare form. ``hot`` are approved terms."""

    chrome: Chrome
    question: str
    results: tuple[Result, ...] = ()
    filters: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    narrowed: bool = False
    pager: Pager | None = None
    base: str = ADDRESS
    hot: tuple[str, ...] = ()
    readable: bool = True
    too_often: bool = False

    @property
    def first(self) -> int:
        """The number of the first result on the page."""
        return (self.pager.number - 1) * PAGE_SIZE + 1 if self.pager else 1

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.results) - 1

    @property
    def whole(self) -> str:
        """The same question without filters."""
        return f"{ADDRESS}?{urlencode({'q': self.question})}"

    @property
    def ended(self) -> bool:
        """True on the tenth page where more would fit."""
        return bool(self.pager and self.pager.number == LAST_PAGE and len(self.results) == PAGE_SIZE)


@dataclass(frozen=True)
class _Wanted:
    """The address, read: what is not known in it is as if it were not there."""

    question: str
    page: int
    channel: Channel | None
    when: str
    kind: str
    source: str
    reporter: str
    newest: bool

    @classmethod
    def of(cls, query: Mapping[str, str], chrome: Chrome) -> "_Wanted":
        page = query.get("page", "1")
        if not (page.isascii() and page.isdecimal() and 1 <= int(page[:3]) <= LAST_PAGE) or len(page) > 2:
            raise NoSuchPage
        when, kind = query.get("when", ""), query.get("kind", "")
        return cls(
            question=normal(query.get("q", "")),
            page=int(page),
            channel=chrome.tree.by_path.get(query.get("channel", "")),
            when=when if when in PERIODS else "",
            kind=kind if kind in Kind.values else "",
            source=normal(query.get("source", ""))[:LONGEST_NAME],
            reporter=normal(query.get("reporter", ""))[:LONGEST_NAME],
            newest=query.get("sort") == "new",
        )

    @property
    def parameters(self) -> dict[str, str]:
        """What the address needs to say the same, the page left out."""
        said = {
            "q": self.question,
            "channel": self.channel.path if self.channel else "",
            "when": self.when,
            "kind": self.kind,
            "source": self.source,
            "reporter": self.reporter,
            "sort": "new" if self.newest else "",
        }
        return {name: value for name, value in said.items() if value}

    def link(self, **changed: str) -> str:
        """Return the address with something changed, on its first page."""
        said = {**self.parameters, **changed}
        return f"{ADDRESS}?{urlencode({name: value for name, value in said.items() if value})}"


def _stories(now: datetime, **numbers: int) -> QuerySet[Article]:
    return Article.objects.live(now).filter(pk__in=list(numbers.values())).order_by().for_results()


_STORIES: Prepared[Article] = Prepared(
    _stories, now=MOMENT, **{f"n{place}": NUMBERS[place] for place in range(PAGE_SIZE)}
)


def stories(numbers: Sequence[int]) -> dict[int, Article]:
    """Return those of at most a page of stories that readers may see, by number. One query."""
    gaps = zip_longest(range(PAGE_SIZE), numbers, fillvalue=0)  # no article has the number 0
    rows = _STORIES.rows(now=timezone.now(), **{f"n{place}": number for place, number in gaps})
    return {row.pk: row for row in rows}


def search_page(query: Mapping[str, str], *, too_often: bool = False) -> SearchPage:
    """Compose the page for a query string. Raises NoSuchPage for a page before the first or past the tenth.

    With a question two queries: which stories, and these; without one, or without a result, the hot terms.
    """
    chrome = load_chrome()
    heed(chrome.around.generation)
    wanted = _Wanted.of(query, chrome)
    if too_often:
        return SearchPage(chrome, wanted.question, too_often=True)
    asked = read(wanted.question)
    if asked.empty:
        return SearchPage(chrome, wanted.question, hot=_hot(), readable=not wanted.question)
    found = find(asked, _narrowed(wanted, chrome), by_time=wanted.newest, page=wanted.page)
    if not found.numbers and wanted.page > 1:
        raise NoSuchPage
    rows = stories(found.numbers) if found.numbers else {}
    results = tuple(_result(rows[number], asked, wanted) for number in found.numbers if number in rows)
    return SearchPage(
        chrome,
        wanted.question,
        results=results,
        filters=_filters(wanted, chrome),
        hidden=tuple((name, value) for name, value in wanted.parameters.items() if name != "q"),
        narrowed=set(wanted.parameters) - {"q", "sort"} != set(),
        pager=_pager(wanted, found.more),
        base=wanted.link(),
        hot=() if results else _hot(),
    )


def suggestions(typed: str) -> list[str]:
    """Return up to eight questions that begin or go on as typed: hot terms, words of the house, newest headlines."""
    question = normal(typed)[:20]
    key = folded(question)
    if not key:
        return []
    found = [term for term in _hot() if key in folded(term)]
    found += HouseWord.objects.starting(key).values_list("word", flat=True)[:MOST_HINTS]
    asked = read(question)
    if len(found) < MOST_HINTS and not asked.empty:
        numbers = find(asked, by_time=True).numbers
        titles = Article.objects.live().filter(pk__in=numbers).newest().values_list("title", flat=True)
        found += [title for title in titles[:PAGE_SIZE] if key in folded(title)]
    return list(dict.fromkeys(found))[:MOST_HINTS]


def _hot() -> tuple[str, ...]:
    return tuple(HotTerm.objects.filter(approved=True).values_list("term", flat=True)[:MOST_HOT])


def _narrowed(wanted: _Wanted, chrome: Chrome) -> Narrowed:
    facets: list[tuple[str, ...]] = []
    if wanted.channel:
        path = f"{wanted.channel.path}/"
        branch = [item.pk for item in chrome.tree.channels if f"{item.path}/".startswith(path)]
        facets.append(tuple(facet("c", number) for number in branch))
    for kind, value in (("k", wanted.kind), ("s", wanted.source), ("r", wanted.reporter)):
        facets += [(facet(kind, value),)] if value else []
    since = timezone.now() - timedelta(days=PERIODS[wanted.when][1]) if wanted.when else None
    return Narrowed(tuple(facets), since)


def _result(article: Article, asked: Asked, wanted: _Wanted) -> Result:
    shown = card(article)
    text = words_of(article.body)
    summary = quotation(text or article.summary, asked.shown)
    if "<mark>" not in summary and article.summary:
        summary = quotation(article.summary, asked.shown)
    return Result(
        shown,
        shining(shown.full_title, asked.shown),
        summary,
        tuple(
            Choice(name, wanted.link(reporter=name), name == wanted.reporter)
            for name in shown.reporters.split(" ")
            if name
        ),
        Choice(shown.source, wanted.link(source=shown.source), shown.source == wanted.source)
        if shown.source
        else None,
    )


def _filters(wanted: _Wanted, chrome: Chrome) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    here = wanted.channel
    channels = [*chrome.main]
    if here:
        channels += [item for item in (*chrome.tree.trail(here), *chrome.tree.children(here)) if item not in channels]
    rows = [
        (
            "频道",
            [Choice("不限", wanted.link(channel=""), here is None)]
            + [Choice(item.name, wanted.link(channel=item.path), item == here) for item in channels],
        ),
        (
            "时间",
            [Choice("不限", wanted.link(when=""), not wanted.when)]
            + [Choice(name, wanted.link(when=key), key == wanted.when) for key, (name, _days) in PERIODS.items()],
        ),
        (
            "类型",
            [Choice("不限", wanted.link(kind=""), not wanted.kind)]
            + [
                Choice(name, wanted.link(kind=kind), kind == wanted.kind)
                for kind, name in ((Kind.STORY, "文字"), (Kind.GALLERY, "图集"), (Kind.VIDEO, "视频"))
            ],
        ),
    ]
    for label, name, value in (("记者", "reporter", wanted.reporter), ("来源", "source", wanted.source)):
        if value:
            rows.append(
                (label, [Choice("不限", wanted.link(**{name: ""}), False), Choice(value, wanted.link(), True)])
            )
    by_weight = [
        Choice("相关", wanted.link(sort=""), not wanted.newest),
        Choice("最新", wanted.link(sort="new"), wanted.newest),
    ]
    return tuple((label, tuple(choices)) for label, choices in [*rows, ("排序", by_weight)])


def _pager(wanted: _Wanted, more: bool) -> Pager:
    """Numbers up to the tenth page and none after: who has not found it by then narrows the question."""
    number = wanted.page
    highest = number + 1 if more and number < LAST_PAGE else number
    numbers = tuple((n, f"&page={n}" if n > 1 else "") for n in range(1, highest + 1))
    previous = numbers[number - 2][1] if number > 1 else None
    return Pager(number, numbers, previous, numbers[number][1] if highest > number else None)
