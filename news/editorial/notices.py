"""Who is told of what. A notice is a row in the inbox; e-mails and group robots' messages are rows of the outbox.

All of it is written in the transaction of the act that it tells of; ``distribution`` sends the outbox afterwards.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.editorial.access import display_name
from news.editorial.cases import Case, kept, signed_off_in_force
from news.enums import Level, NoticeKind, Verb
from news.models import Article, ChannelScope, Delivery, Deputy, DeskProfile, Letter, Notice, Robot
from news.rules import letters
from news.rules.transitions import LEVEL_PERMISSIONS

MOST_TOLD = 50
MOST_ROBOTS = 50
CHIEF = "chief"
# What asks somebody to act: settled for everybody as soon as the story has moved on.
ASKS = (NoticeKind.SUBMITTED, NoticeKind.OVERDUE, NoticeKind.NOBODY, NoticeKind.UNCLEAR)


def tell(article: Article, kind: NoticeKind, *, by: User, note: str = "") -> None:
    """Tell those who had a part in a locked story, but ``by``.

    The author, the submitter and everybody who wrote in the working text; of a return also its reviewers so far.
    """
    people = {article.author_id, article.submitted_by_id, *_writers(article)}
    if kind == NoticeKind.RETURNED:
        people |= set(article.reviews.filter(review_round=article.review_round).values_list("by_id", flat=True))
    if kind == NoticeKind.SCHEDULED and article.published_at:
        note = timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M")
    settle(article)
    told = list(_people(pk for pk in people if pk != by.pk))
    left = article.author_id not in {None, by.pk, *(person.pk for person in told)}
    if left and kind in {NoticeKind.RETURNED, NoticeKind.REJECTED}:
        told += [person for person in chiefs() if person not in told]  # its author has left: somebody must take it
    _write(article, kind, told, by=by, note=note)


def tell_reviewers(article: Article, *, by: User | None, note: str = "") -> None:
    """Tell everybody who may do the level that a locked story waits for, but ``by``; see ``reviewers``.

    Where there is nobody at all, the chiefs are told that the level must be lent to somebody.
    """
    settle(article)
    able = reviewers(article)
    if able:
        _write(article, NoticeKind.SUBMITTED, [person for person in able if person != by], by=by, note=note)
    else:
        _write(article, NoticeKind.NOBODY, chiefs(), by=by, note=note)


def tell_out(article: Article) -> None:
    """Tell those who had a part in a locked story, and whoever set its time, that it is live since that time.

    What asks for a review of a newer text stays unread.
    """
    people = {article.author_id, article.submitted_by_id, *_writers(article), _scheduler(article)}
    time = timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M") if article.published_at else ""
    _write(article, NoticeKind.PUBLISHED, _people(people), by=None, note=time)


def tell_unclear(article: Article, *, note: str) -> None:
    """Tell whoever set the time of a locked story, its author and the chiefs that a check would stop it by now."""
    people = {person.pk: person for person in (*_people((_scheduler(article), article.author_id)), *chiefs())}
    _write(article, NoticeKind.UNCLEAR, list(people.values()), by=None, note=note)


def tell_overdue(article: Article) -> None:
    """Tell those who may do the awaited level of a locked story, and the chiefs, that its time is over."""
    people = {person.pk: person for person in (*reviewers(article), *chiefs())}
    _write(article, NoticeKind.OVERDUE, list(people.values()), by=None)


def tell_person(person: User, article: Article, kind: NoticeKind, *, by: User | None, note: str = "") -> None:
    """Tell one person, and no group."""
    _write(article, kind, _people([person.pk]), by=by, note=note, to_groups=False)


def tell_letter(letter: Letter, *, but: User | None = None) -> None:
    """Tell those whose roles a reader's letter concerns; where nobody has them, the chiefs."""
    roles = letters.TOLD[letter.kind]
    people = list(_wishes().filter(is_active=True, groups__name__in=roles).distinct().order_by("pk")[:MOST_TOLD])
    told = [person for person in people or chiefs() if but is None or person.pk != but.pk]
    _write_of_letter(letter, told, note=letter.get_kind_display(), robots=True)


def tell_letter_to(person: User, letter: Letter, *, by: User) -> None:
    """Tell one person that a reader's letter is theirs to deal with."""
    _write_of_letter(letter, _people([person.pk]), by=by)


def tell_layout_editors(article: Article, people: Iterable[int | None], *, by: User | None, note: str) -> None:
    """Tell those who laid out a front page that a story on it is gone; the chiefs where none of them is here."""
    _write(article, NoticeKind.OFF_FRONT, list(_people(people)) or chiefs(), by=by, note=note)


def reviewers(article: Article) -> list[User]:
    """Return who may pass the awaited level of a locked story now, at most 50. Three queries, however many they are.

    By role or as deputies today, within their channels; not who wrote in the text, nor who passed it at another level.
    Superusers count by their roles like everybody. One without a role, who may do everything, is asked only where the
    newsroom has nobody else.
    """
    level = Level(article.level)
    case = Case(article, User())
    excused = {str(level)} - {str(Level.FINAL)}  # 审改 at this very level is no text of their own
    barred = {author.person for author in case.writers if author.level not in excused}
    barred |= {item.person for passed, item in case.passes.items() if passed != level}
    rows = _able(case, level).exclude(pk__in=[pk for pk in barred if pk])
    rows = rows.order_by("-by_role", "pk")[: MOST_TOLD + 1]
    found = list(rows)
    return [person for person in found if person.by_role] or found


def chiefs() -> list[User]:
    """Return the editors-in-chief, at most 50; where there is none, those who may do everything."""
    active = _wishes().filter(is_active=True).order_by("pk")
    return list(active.filter(groups__name=CHIEF)[:MOST_TOLD]) or list(active.filter(is_superuser=True)[:MOST_TOLD])


def mark_read(notice_id: int, *, by: User) -> Notice | None:
    """Mark one of the person's own notices as read and return it; None where they have none of that number."""
    notice: Notice | None = Notice.objects.of(by.pk).filter(pk=notice_id).first()
    if notice is not None and notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, by: User, up_to: int) -> int:
    """Mark the person's notices up to number ``up_to`` as read, so that none is that they have not been shown."""
    rows = Notice.objects.of(by.pk).unread().filter(pk__lte=up_to)
    return int(rows.update(read_at=timezone.now()))


def wish_mail(*, by: User, wanted: bool) -> None:
    """Keep whether the person wants notices by e-mail too."""
    DeskProfile.objects.update_or_create(person=by, defaults={"mail_notices": wanted})


def _wishes() -> QuerySet[Any]:  # users, annotated
    return User.objects.only("pk", "email").annotate(wants_mail=F("desk_profile__mail_notices"))


def _people(ids: Iterable[int | None]) -> list[User]:
    return list(_wishes().filter(pk__in={pk for pk in ids if pk}, is_active=True).order_by("pk")[:MOST_TOLD])


def _able(case: Case, level: Level) -> QuerySet[Any]:
    """Everybody active whom ``level`` reaches in the story's channel, the last level in all its channels.

    ``by_role`` is False for superusers without a role.
    """
    app, _dot, codename = LEVEL_PERMISSIONS[level].partition(".")
    named = {"codename": codename, "content_type__app_label": app}
    today = timezone.localdate()
    deputy = Deputy.objects.filter(
        person=OuterRef("pk"), level=level, ended_at=None, starts_on__lte=today, ends_on__gte=today
    )
    through_group = User.groups.through.objects.filter(
        user=OuterRef("pk"), **{f"group__permissions__{key}": value for key, value in named.items()}
    )
    directly = User.user_permissions.through.objects.filter(
        user=OuterRef("pk"), **{f"permission__{key}": value for key, value in named.items()}
    )
    regular = Exists(through_group) | Exists(directly) | Exists(deputy)
    anyway = Q(is_superuser=True) & ~Exists(User.groups.through.objects.filter(user=OuterRef("pk")))
    rows = _wishes().filter(is_active=True).annotate(by_role=regular).filter(Q(by_role=True) | anyway)
    scopes = ChannelScope.objects.filter(person=OuterRef("pk"), act=level)
    for number in case.stands_in if level == Level.FINAL else (case.article.desk_channel_id,):
        node = case.channels.by_id.get(number or 0)
        if node is not None:
            rows = rows.filter(~Exists(scopes) | Exists(scopes.filter(channel__path__in=_upwards(node.path))))
    return rows


def _upwards(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _scheduler(article: Article) -> int | None:
    """Return who set the time at which a story goes out."""
    rows = article.records.filter(verb__in=(Verb.SCHEDULE, Verb.SIGN_OFF, Verb.FAST)).order_by("-pk")
    return rows.values_list("by", flat=True).first()


def _writers(article: Article) -> list[int | None]:
    """Return who wrote in the working text: since the sign-off before it, its own sign-off not counted."""
    revision = article.working_revision
    if revision is None:
        return []
    before = signed_off_in_force(article).filter(revision__number__lt=revision.number)
    number = Subquery(before.order_by("-revision__number").values("revision__number")[:1])
    rows = article.revisions.filter(number__gt=Coalesce(number, -1))
    return list(rows.values_list("author_id", flat=True).distinct())


def settle(article: Article) -> None:
    rows = Notice.objects.filter(article=article, kind__in=ASKS, read_at=None)
    rows.update(read_at=timezone.now())


def _write(
    article: Article, kind: NoticeKind, people: list[User], *, by: User | None, note: str = "", to_groups: bool = True
) -> None:
    """Add the rows: a notice for each person, a delivery for each mailbox and, once, for each group."""
    title = article.desk_title or article.title
    facts = {
        "kind": kind,
        "article": article,
        "title": title[:120],
        "level": article.level,
        "actor_name": display_name(by)[:80] if by else "",
        "note": kept(note),
    }
    people = people[:MOST_TOLD]
    Notice.objects.bulk_create(Notice(person=person, **facts) for person in people)
    channel, now = article.desk_channel, timezone.now()
    facts |= {"channel_name": channel.name if channel else "", "created_at": now, "due_at": now}
    outbox = [
        Delivery(person=person, **facts)
        for person in people
        if settings.MAIL_ON and person.email and person.wants_mail  # type: ignore[attr-defined]
    ]
    if to_groups:
        robots = Robot.objects.filter(active=True).select_related("channel")[:MOST_ROBOTS]
        path = channel.path if channel else ""
        outbox += [Delivery(robot=robot, **facts) for robot in robots if robot.wants(kind, path)]
    Delivery.objects.bulk_create(outbox)


def _write_of_letter(
    letter: Letter, people: list[User], *, by: User | None = None, note: str = "", robots: bool = False
) -> None:
    """Add the rows; nothing of what the reader wrote is in them. A group is told only if it hears of every channel."""
    facts = {
        "kind": NoticeKind.LETTER,
        "letter": letter,
        "title": letter.number,
        "actor_name": display_name(by)[:80] if by else "",
        "note": kept(note),
    }
    Notice.objects.bulk_create(Notice(person=person, **facts) for person in people)
    now = timezone.now()
    facts |= {"created_at": now, "due_at": now}
    outbox = [
        Delivery(person=person, **facts)
        for person in people
        if settings.MAIL_ON and person.email and person.wants_mail  # type: ignore[attr-defined]
    ]
    if robots:
        wanted = Robot.objects.filter(active=True, channel=None)[:MOST_ROBOTS]
        outbox += [Delivery(robot=robot, **facts) for robot in wanted if robot.wants(NoticeKind.LETTER, "")]
    Delivery.objects.bulk_create(outbox)
