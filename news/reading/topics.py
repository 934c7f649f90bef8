"""Topics: the page of one, its sections filled with stories that readers may see now, and the list of all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_date

from news.enums import TopicState, TopicStyle
from news.models import Article, ArticleQuerySet, Topic, TopicSection, TopicStep, TopicStory
from news.models.json_rows import JSONRows
from news.pagestore.recording import depends_on
from news.reading.cards import LEAD, Card, Picture, cards, numbered, picture_of
from news.reading.chrome import Chrome, absolute, load_chrome
from news.reading.front import union_candidates
from news.text.addresses import TOPICS

MOST_LISTED = 300  # topics are made by hand
MOST_READ = 400  # stories of a rule that are looked at, so that none stands twice


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page that is no channel."""

    name: str
    get_absolute_url: str


@dataclass(frozen=True)
class Section:
    """A section with what readers see in it."""

    heading: str
    style: TopicStyle
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Step:
    """A line of the timeline; ``card`` is its story while readers may see it."""

    day: date
    line: str
    card: Card | None


@dataclass(frozen=True)
class TopicPage:
    """The page of a topic; sections without a story are left out."""

    chrome: Chrome
    topic: Topic
    banner: Picture | None
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    ended: bool
    preview: bool = False

    @property
    def trail(self) -> tuple[Crumb, ...]:
        """The way to it."""
        return (Crumb("专题", TOPICS),)

    @property
    def url(self) -> str:
        """Its address with scheme and host."""
        return absolute(self.topic.get_absolute_url())

    @property
    def beside(self) -> Section | None:
        """The section that stands beside the timeline, where there is one."""
        return self.sections[0] if self.steps and self.sections else None

    @property
    def below(self) -> tuple[Section, ...]:
        """The other sections."""
        return self.sections[1:] if self.beside else self.sections

    @property
    def stories(self) -> tuple[Card, ...]:
        """All stories of its sections in reading order."""
        return tuple(card for section in self.sections for card in section.cards)


@dataclass(frozen=True)
class TopicRow:
    """A topic in the list of all."""

    topic: Topic
    picture: Picture | None


@dataclass(frozen=True)
class TopicList:
    """All topics: those that go on, then those that have ended."""

    chrome: Chrome
    current: tuple[TopicRow, ...]
    ended: tuple[TopicRow, ...]


def topic_list() -> TopicList:
    """Compose the list of topics, the newest 300 of them. One query beside the chrome's."""
    now = timezone.now()
    depends_on("topics")
    topics = list(
        Topic.objects.live(now).select_related("banner").order_by("position", "-opens_at", "-pk")[:MOST_LISTED]
    )
    depends_on(*(f"image:{topic.banner_id}" for topic in topics if topic.banner_id))
    rows = [(topic.state(now), TopicRow(topic, picture_of(topic.banner, LEAD))) for topic in topics]
    return TopicList(
        load_chrome().at_topics(),
        tuple(row for state, row in rows if state == TopicState.LIVE),
        tuple(row for state, row in rows if state == TopicState.ENDED),
    )


def find_topic(slug: str) -> Topic | None:
    """Return a topic in any state with all that its page needs but for the stories. One query."""
    topic = _with_parts().filter(slug=slug).first()
    if topic is not None:
        depends_on(f"topic:{topic.pk}")
    return topic


def _with_parts():  # type: ignore[no-untyped-def] # annotated rows have no type
    """Return topics with the rows below them, read in passing."""
    sections = TopicSection.objects.filter(topic=OuterRef("pk")).order_by()
    chosen = TopicStory.objects.filter(topic=OuterRef("pk")).order_by()
    steps = TopicStep.objects.filter(topic=OuterRef("pk")).order_by()
    return Topic.objects.select_related("banner").annotate(
        section_rows=JSONRows(
            sections.values(
                place=F("position"), part=F("pk"), words=F("heading"), form=F("style"),
                branch=F("channel_id"), word=F("keyword_id"), many=F("count"),
            ),
            columns="place, part, words, form, branch, word, many",
        ),
        story_rows=JSONRows(
            chosen.values(place=F("position"), row=F("pk"), part=F("section_id"), story=F("article_id")),
            columns="place, row, part, story",
        ),
        step_rows=JSONRows(
            steps.values(happened=F("day"), row=F("pk"), words=F("line"), story=F("article_id")),
            columns="happened, row, words, story",
        ),
    )  # fmt: skip


def preview_of(number: int) -> TopicPage | None:
    """Compose the page of a topic in any state, for the desk."""
    topic = _with_parts().filter(pk=number).first()
    return compose(topic, preview=True) if topic else None


def compose(topic: Topic, *, preview: bool = False) -> TopicPage:
    """Compose the page of a topic from ``find_topic``. Three queries at most: chrome, rules, cards."""
    now = timezone.now()
    if topic.banner_id:
        depends_on(f"image:{topic.banner_id}")
    sections = sorted(topic.section_rows)  # type: ignore[attr-defined] # annotated by _with_parts
    chosen: dict[int, list[int]] = {}
    for _place, _row, part, story in sorted(topic.story_rows):  # type: ignore[attr-defined]
        chosen.setdefault(part, []).append(story)
    steps = sorted(topic.step_rows, key=lambda row: (row[0], row[1]), reverse=True)  # type: ignore[attr-defined]
    brought = _brought(sections, {number for numbers in chosen.values() for number in numbers}, now)
    wanted = {number for numbers in (*chosen.values(), *brought.values()) for number in numbers}
    wanted |= {story for _day, _row, _line, story in steps if story}
    known = {card.number: card for card in cards(numbered(wanted))} if wanted else {}
    filled = []
    used: set[int] = set()
    for _place, part, heading, style, _channel, _keyword, many in sections:
        mine = [known[number] for number in chosen.get(part, ()) if number in known]
        for number in brought.get(part, ()):
            if len(mine) >= many:
                break
            if number in known and number not in used:
                mine.append(known[number])
        used |= {card.number for card in mine}
        if mine:
            filled.append(Section(heading, TopicStyle(style), tuple(mine)))
    return TopicPage(
        chrome=load_chrome().at_topics(one=True),
        topic=topic,
        banner=picture_of(topic.banner, ("", 1600)) if topic.banner else None,
        sections=tuple(filled),
        steps=tuple(
            Step(parse_date(str(day)) or now.date(), line, known.get(story)) for day, _row, line, story in steps
        ),
        ended=topic.state(now) == TopicState.ENDED,
        preview=preview,
    )


def _brought(sections: Iterable[list], chosen: set[int], now: datetime) -> Mapping[int, list[int]]:
    """Return the numbers that the rules bring, by section, without chosen ones. One query, none without a rule."""
    public = Article.objects.live(now).promotable()
    sources: dict[str, ArticleQuerySet] = {}
    before = len(chosen)  # so many of a rule's stories may stand elsewhere already
    for _place, part, _heading, _style, channel, keyword, many in sections:
        if channel or keyword:
            depends_on(f"channel:{channel}" if channel else f"keyword:{keyword}")
            rows = public.listed_in(channel) if channel else public.about(keyword)
            sources[str(part)] = rows[: min(before + many, MOST_READ)]
            before += many
    found = union_candidates(sources)
    return {int(part): [row.number for row in rows if row.number not in chosen] for part, rows in found.items()}
