"""Puts the demo content into a site, and takes exactly that out again."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

from news.demo.ads import ADS
from news.demo.articles import ARTICLES, DemoArticle
from news.demo.breaking import put_up_demo_line, take_demo_line_out
from news.demo.channels import CHANNELS
from news.demo.desk import fill_desk
from news.demo.documents import DOCUMENTS
from news.demo.front import lay_out, take_down
from news.demo.letters import demo_letters
from news.demo.many import follow_up, multiply, whole
from news.demo.pages import PAGES
from news.demo.pictures import PICTURES, draw
from news.demo.reads import add_demo_reads, remove_demo_reads
from news.demo.series import SERIES
from news.demo.topics import add_topics, remove_topics
from news.editorial.bulk import Finished, publish_many
from news.editorial.channels import save_channel
from news.editorial.files import add_file, file_uses
from news.editorial.imports import advance_article_numbers
from news.editorial.pictures import add_picture, used_by
from news.editorial.placing import source_named
from news.editorial.site import load_site, read_site
from news.enums import BylineRole, HouseWordKind, Kind, Origin, StaffStatus
from news.media.renditions import delete_copies
from news.models import (
    Ad,
    Article,
    Channel,
    CheckOverride,
    DemoMark,
    Disclaimer,
    FooterEntry,
    FriendLink,
    HotTerm,
    HouseWord,
    Image,
    Keyword,
    Letter,
    Licence,
    MediaFile,
    OldWords,
    Page,
    Record,
    ReviewRecord,
    Revision,
    Series,
    SiteIdentity,
    Source,
    StaffMember,
)
from news.models.append_only import maintenance
from news.rules.figures import complete_figures
from news.rules.snapshot import Credit, Snapshot
from news.search.words import forget
from news.text.excerpt import first_paragraphs

FIRST_NUMBER = 900_000_001
MARK = "demo"
STEP = timedelta(hours=2, minutes=37)
SPAN = timedelta(days=3650)
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)  # of the advertisements
SITE_FILE = Path(__file__).with_name("site.json")
# account → (role, family name, given name); all names are invented
ACCOUNTS = {
    "reporter": ("reporter", "沈", "知禾"),
    "reporter2": ("reporter", "苏", "砚田"),
    "first": ("first", "白", "露行"),
    "second": ("second", "江", "载舟"),
    "final": ("final", "宋", "墨池"),
    "chief": ("chief", "顾", "青简"),
    "auditor": ("auditor", "陆", "拾遗"),
}
STAFF = (
    ("沈知禾", "HHW-2024-0117", "采访部 记者", StaffStatus.ACTIVE, date(2031, 6, 30), None),
    ("孟听澜", "HHW-2019-0032", "采访部 记者", StaffStatus.LEFT, None, date(2025, 3, 31)),
    ("陆拾遗", "HHW-2022-0086", "摄影部 记者", StaffStatus.ACTIVE, date(2025, 10, 31), None),
)
HOUSE_WORDS = (
    ("云龙湖", HouseWordKind.PLACE),
    ("骆马湖", HouseWordKind.PLACE),
    ("户部山", HouseWordKind.PLACE),
    ("黄河故道", HouseWordKind.PLACE),
    ("汉画像石", HouseWordKind.OTHER),
    ("城市书房", HouseWordKind.OTHER),
    ("沈知禾", HouseWordKind.NAME),
    ("孟听澜", HouseWordKind.NAME),
)
HOT_TERMS = ("供暖", "城市书房", "云龙湖", "老旧小区", "大运河", "汉画像石")
LINKS = (
    ("平原图书馆", "https://library.example/"),
    ("运河博物馆", "https://museum.example/"),
    ("故道气象", "https://weather.example/"),
)


@dataclass
class Seeder:
    """State of one run; ``made`` remembers each new row so that it can be marked."""

    made: list[Model] = field(default_factory=list)

    def keep(self, row: Model, created: bool) -> None:
        """Remember a row that this run made."""
        if created:
            self.made.append(row)

    def site(self) -> None:
        """Identity, licences, footer, disclaimers and pages, where the site has none of its own."""
        if SiteIdentity.objects.exists():
            return
        data = read_site(SITE_FILE)
        data["pages"] = [{"slug": page.slug, "title": page.title, "body": page.body} for page in PAGES]
        load_site(data, SITE_FILE.parent)
        for model in (SiteIdentity, Licence, FooterEntry, Disclaimer, Page):
            self.made.extend(model.objects.all())
        for place, (name, url) in enumerate(LINKS):
            self.keep(*FriendLink.objects.get_or_create(url=url, defaults={"name": name, "position": place}))
        for name, card, position, status, until, left in STAFF:
            self.keep(
                *StaffMember.objects.get_or_create(
                    card_number=card,
                    defaults={
                        "name": name,
                        "position": position,
                        "status": status,
                        "valid_until": until,
                        "left_on": left,
                        "consent_on": date(2024, 1, 5),
                        "looked_through": None,  # the demo's stories name them as they come
                    },
                )
            )

    def searching(self) -> None:
        """Words of the house and approved search terms, before anything is indexed."""
        for word, kind in HOUSE_WORDS:
            self.keep(*HouseWord.objects.get_or_create(key=word, defaults={"word": word, "kind": kind}))
        for place, term in enumerate(HOT_TERMS, start=1):
            self.keep(*HotTerm.objects.get_or_create(term=term, defaults={"approved": True, "position": place * 10}))
        forget()

    def channels(self) -> dict[str, Channel]:
        """The demo's channels by path; what is there already is used as it is."""
        found = {channel.path: channel for channel in Channel.objects.all()}
        for place, item in enumerate(CHANNELS, start=1):
            if item.path in found:
                continue
            above, _slash, slug = item.path.rpartition("/")
            channel = save_channel(
                Channel(
                    slug=slug,
                    parent=found.get(above),
                    name=item.name,
                    position=place * 10,
                    in_nav=item.in_nav,
                    list_style=item.list_style,
                    description=item.description,
                )
            )
            found[item.path] = channel
            self.keep(channel, True)
        return found

    def pictures(self) -> dict[str, Image]:
        """The demo's pictures by name, drawn now."""
        found = {}
        for name, item in PICTURES.items():
            data = draw(name)
            image, created = add_picture(
                io.BytesIO(data), len(data), by=None, alt=item.alt, caption=item.caption, credit=item.credit
            )
            found[name] = image
            self.keep(image, created)
        return found

    def documents(self) -> dict[str, MediaFile]:
        """The demo's documents by name, written now."""
        found = {}
        for name, item in DOCUMENTS.items():
            row, created = add_file(io.BytesIO(item.write()), by=None, name=item.name)
            found[name] = row
            self.keep(row, created)
        return found

    def ads(self) -> None:
        """One advertisement a place, where there is none at all; their end is far, their pictures are none."""
        if Ad.objects.exists():
            return
        for place, title, link in ADS:
            self.keep(Ad.objects.create(place=place, title=title, link=link, starts_at=BEGUN), True)

    def accounts(self) -> None:
        """One account a role, with the admin's password; never in production."""
        if settings.PRODUCTION:
            return
        admin = User.objects.filter(username="admin").first()
        for username, (role, family, given) in ACCOUNTS.items():
            user, created = User.objects.get_or_create(
                username=username, defaults={"last_name": family, "first_name": given, "is_staff": True}
            )
            if not created and not DemoMark.objects.filter(model="user", object_id=user.pk).exists():
                continue
            user.password = admin.password if admin else "!"
            user.is_active = admin is not None
            user.save()
            user.groups.set(Group.objects.filter(name=role))
            DemoMark.objects.get_or_create(model="user", object_id=user.pk)

    def texts(
        self, channels: dict[str, Channel], pictures: dict[str, Image], documents: dict[str, MediaFile]
    ) -> list[Finished]:
        """Each own text once, canonical, newest first; numbers and times are filled in by ``stream``."""
        known = {image.file.url: (image.alt, image.caption, image.credit) for image in pictures.values()}
        names = list(dict.fromkeys(word for item in ARTICLES for word in item.keywords))
        before = set(Keyword.objects.values_list("pk", flat=True))
        keywords = {item.name: item for item in Keyword.objects.named(names)}
        self.made.extend(item for item in keywords.values() if item.pk not in before)
        sources: dict[str, Source] = {}
        for item in ARTICLES:
            if item.source and item.source not in sources:
                exists = Source.objects.filter(name=item.source).exists()
                sources[item.source] = source_named(item.source)
                self.keep(sources[item.source], not exists)
        series, made = Series.objects.get_or_create(
            slug=SERIES.slug, defaults={"name": SERIES.name, "description": SERIES.description}
        )
        self.keep(series, made)
        by_id = {channel.pk: channel for channel in channels.values()}
        finished = []
        for item in ARTICLES:
            text = snapshot_of(item, channels, pictures, documents, known, series)
            finished.append(
                Finished(
                    number=0,
                    snapshot=text,
                    source_id=sources[item.source].pk if item.source else None,
                    summary=text.summary or first_paragraphs(text.body),
                    published_at=timezone.now(),
                    channels=tuple(_up(channels[item.channel], by_id)),
                    keywords=tuple(keywords[name].pk for name in text.keywords),
                    related=(),
                    mark=MARK,
                )
            )
        return finished


def _up(channel: Channel, by_id: dict[int, Channel]) -> Iterator[int]:
    current: Channel | None = channel
    while current is not None:
        yield current.pk
        current = by_id[current.parent_id] if current.parent_id else None


def _kind(item: DemoArticle) -> Kind:
    if item.channel == "shipin":
        return Kind.VIDEO
    if item.link:
        return Kind.LINK
    return Kind.GALLERY if item.channel == "tupian" and item.body.count("<img") > 1 else Kind.STORY


def snapshot_of(
    item: DemoArticle,
    channels: dict[str, Channel],
    pictures: dict[str, Image],
    documents: dict[str, MediaFile],
    known: dict[str, tuple[str, str, str]],
    series: Series,
) -> Snapshot:
    """Return a demo text in canonical form, its ``demo:`` pictures resolved."""
    body = item.body
    for name, image in pictures.items():
        body = body.replace(f'demo:{name}"', f'{image.file.url}"')
    for name, row in documents.items():
        body = body.replace(f'demo:{name}"', f'{row.address}"')
    people = [
        *(Credit(BylineRole.REPORTER, name) for name in item.reporters),
        *(Credit(BylineRole.CORRESPONDENT, name) for name in item.correspondents),
        *(Credit(BylineRole.PHOTOGRAPHER, name) for name in item.photographers),
    ]
    place = SERIES.titles.index(item.title) + 1 if item.title in SERIES.titles else None
    text = Snapshot(
        title=item.title,
        kicker=item.kicker,
        subhead=item.subhead,
        summary=item.summary,
        body=body,
        channel=channels[item.channel].pk,
        origin=Origin(item.origin),
        source=item.source,
        original_url=item.original_url,
        byline=tuple(people),
        editors=tuple(item.editors),
        keywords=tuple(item.keywords),
        cover=pictures[item.cover].pk if item.cover else None,
        kind=_kind(item),
        correction=item.correction,
        link=item.link,
        seconds=item.seconds,
        series=series.pk if place else None,
        series_place=place,
        advertisement=item.advertisement,
    ).clean()
    _addresses, complete = complete_figures(text.body)
    return replace(text, body=complete(known))


def stream(texts: list[Finished], count: int, newest: datetime, step: timedelta) -> Iterator[Finished]:
    """Yield ``count`` articles, newest first; past the own texts they come again as numbered follow-ups."""
    for place in range(count):
        base = texts[place % len(texts)]
        turn = place // len(texts)
        text = base.snapshot
        if turn:
            text = replace(text, title=f"{text.title}{follow_up(turn)}", series=None, series_place=None)
        yield replace(
            base,
            number=FIRST_NUMBER + place,
            snapshot=text,
            published_at=(newest - step * place).replace(microsecond=0),
            related=related_of(texts, place, count) if not turn else (),
        )


def related_of(texts: list[Finished], place: int, count: int) -> tuple[int, ...]:
    """Return up to six older own texts that share keywords, those with more in common first."""
    mine = set(texts[place].keywords)
    older = range(place + 1, min(count, len(texts)))
    shared = [(len(mine & set(texts[other].keywords)), -other) for other in older]
    return tuple(FIRST_NUMBER - other for weight, other in sorted(shared, reverse=True)[:6] if weight)


def seed(count: int | None = None, step: timedelta | None = None) -> Iterator[int]:
    """Put the demo content in; yields the number of articles written so far. Run again it adds nothing twice.

    Without ``count`` the desk is filled too, with stories on their way through the reviews. ``step`` is the time from
    one story to the next (default: 2 h 37 min, less where they would not fit ten years).
    """
    whole = count is None
    count = len(ARTICLES) if count is None else count
    seeder = Seeder()
    with transaction.atomic():
        seeder.site()
        seeder.searching()
        seeder.ads()
        seeder.made.extend(demo_letters())
        channels = seeder.channels()
        pictures = seeder.pictures()
        documents = seeder.documents()
        texts = seeder.texts(channels, pictures, documents)
        DemoMark.objects.bulk_create(
            [DemoMark(model=row._meta.label_lower, object_id=row.pk, digest=digest(row)) for row in seeder.made],
            ignore_conflicts=True,
        )
        seeder.accounts()
    newest = (timezone.now() - timedelta(minutes=12)).replace(microsecond=0)
    yield from _published(texts, count, newest, step or min(STEP, SPAN / max(count, 1)))
    advance_article_numbers()
    add_topics(FIRST_NUMBER, count, channels, pictures)
    lay_out(FIRST_NUMBER, count, channels, pictures)
    put_up_demo_line(FIRST_NUMBER, count)
    add_demo_reads(MARK)
    if whole and not settings.PRODUCTION:
        fill_desk(MARK)


def _published(texts: list[Finished], count: int, newest: datetime, step: timedelta) -> Iterator[int]:
    """Write the stories that are not there yet, the first turn one by one, later turns from its rows if they are as
    they were made; yields how many so far."""
    have = set(Article.objects.filter(import_hash=MARK).values_list("pk", flat=True))
    turn = len(texts)
    quickly = count > turn and not any(number >= FIRST_NUMBER + turn for number in have)
    done = 0
    one_by_one = stream(texts, turn if quickly else count, newest, step)
    for done in publish_many(item for item in one_by_one if item.number not in have):
        yield done
    if not quickly:
        return
    if whole(FIRST_NUMBER, turn, MARK):
        for more in multiply(FIRST_NUMBER, turn, range(turn, count), newest, step):
            yield done + more
    else:
        later = (item for item in stream(texts, count, newest, step) if item.number >= FIRST_NUMBER + turn)
        for more in publish_many(later):
            yield done + more


def remove() -> dict[str, int]:
    """Delete what ``seed`` made and disable its accounts; rows that the desk uses by now stay. Returns counts."""
    counts = {"articles": 0, "rows": 0, "kept": 0}
    take_down()
    take_demo_line_out()
    remove_topics()
    remove_demo_reads(MARK)
    while numbers := list(Article.objects.filter(import_hash=MARK).values_list("pk", flat=True)[:500]):
        with maintenance("seed_demo --remove"):
            chosen = Article.objects.filter(pk__in=numbers)
            chosen.update(working_revision=None, live_revision=None)
            for model in (Record, ReviewRecord, CheckOverride):
                rows: Any = model.objects.filter(article__in=numbers)
                rows._raw_delete(rows.db)
            old_words: Any = OldWords.objects.filter(revision__article__in=numbers)
            old_words._raw_delete(old_words.db)
            revisions = Revision.objects.filter(article__in=numbers)
            revisions._raw_delete(revisions.db)
            chosen.delete()
        counts["articles"] += len(numbers)
    User.objects.filter(pk__in=DemoMark.objects.filter(model="user").values_list("object_id", flat=True)).update(
        is_active=False
    )
    _remove_rows(counts)
    return counts


def digest(row: Model) -> str:
    """Return a hash of a row's values, without what machines change (renditions, times)."""
    row.refresh_from_db()
    values = {
        field.attname: str(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname
        not in {"widths", "formats", "crops", "updated_at", "created_at", "position", "looked_through"}
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _used() -> dict[type[Model], set[int]]:
    """Return the numbers of channels, pictures and series that texts name; foreign keys speak for themselves (PROTECT)."""
    channels: set[int] = set()
    pictures: set[int] = set()
    series: set[int] = set()
    for data in Revision.objects.values_list("data", flat=True).iterator(chunk_size=500):
        text = Snapshot.from_json(data)
        channels |= {number for number in (text.channel, *text.also_in) if number}
        pictures |= {text.cover} if text.cover else set()
        series |= {text.series} if text.series else set()
    return {Channel: channels, Image: pictures, Series: series}


def _remove_rows(counts: dict[str, int]) -> None:
    used = _used()
    models = {item._meta.label_lower: item for item in MARKED}
    # Children before parents: marks were written parents first.
    for mark in DemoMark.objects.exclude(model="user").order_by("-pk"):
        model: Any = models[mark.model]
        row = model.objects.filter(pk=mark.object_id).first()
        if row is not None:
            counts["rows" if _deleted(row, mark, used) else "kept"] += 1
        mark.delete()


def _deleted(row: Any, mark: DemoMark, used: dict[type[Model], set[int]]) -> bool:
    """Delete a row unless somebody changed or uses it; say whether it is gone."""
    if (
        row.pk in used.get(type(row), ())
        or (mark.digest and digest(row) != mark.digest)
        or (isinstance(row, Channel) and Channel.objects.filter(parent=row).exists())
        or (isinstance(row, Keyword) and row.keywordings.exists())
        or (isinstance(row, Image) and bool(used_by(row)))
        or (isinstance(row, MediaFile) and bool(file_uses(row)))
    ):
        return False
    try:
        with maintenance("seed_demo --remove"):
            row.delete()
    except ProtectedError:
        return False
    if isinstance(row, Image):
        _delete_files(row)
    if isinstance(row, MediaFile):
        row.file.storage.delete(row.stored)
    return True


MARKED = (
    Ad, Letter, SiteIdentity, Licence, FooterEntry, Disclaimer, Page, FriendLink, StaffMember, Channel, Image, MediaFile, Keyword,
    Source, HotTerm, HouseWord, Series,
)  # fmt: skip


def _delete_files(image: Image) -> None:
    delete_copies(image)
    image.file.storage.delete(image.name)
