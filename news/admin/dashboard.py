"""What 工作台 shows. Every query is bounded and walks an index; nothing counts articles."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from news.admin.states import Mark, marks
from news.editorial.access import display_name
from news.enums import Review
from news.models import Article, ArticleQuerySet, Channel, DutyShift, Letter, Licence, SiteIdentity
from news.reading.hosts import red_hosts

ROWS = 8
TODAY_ROWS = 20
LICENCE_DAYS = 60
MOST_HELD = 99


@dataclass(frozen=True)
class Warning:
    """One line above everything else: what is wrong and where it is mended."""

    title: str
    detail: str
    url: str
    link: str
    bad: bool = False


@dataclass(frozen=True)
class Line:
    """An article in a list of the dashboard."""

    article: Article
    marks: list[Mark]
    when: datetime | None


@dataclass(frozen=True)
class Board:
    """The dashboard of one person."""

    now: datetime
    warnings: list[Warning] = field(default_factory=list)
    setup: list[Warning] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    drafts: list[Line] = field(default_factory=list)
    scheduled: list[Line] = field(default_factory=list)
    today: list[Line] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    held: int = 0
    on_duty: list[str] = field(default_factory=list)


def dashboard(user: User, waiting: ArticleQuerySet | None = None) -> Board:
    """Read what needs this person and what goes out today. At most fourteen queries.

    ``waiting`` are the stories that this person may review, due first; None for somebody without a level.
    """
    now = timezone.localtime()
    articles = Article.objects.for_desk()
    live = Article.objects.filter(withdrawal="", deleted_at=None)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    may_read = user.has_perm("news.view_article")
    return Board(
        now=now,
        warnings=[*_licences(user, now), *_tasks(user), *_hosts(user, now)],
        setup=_setup(user),
        waiting=_lines_due(waiting),
        drafts=_lines(
            articles.filter(last_editor=user, review=Review.DRAFT, deleted_at=None).order_by("-changed_at", "-pk")[
                :ROWS
            ]
        )
        if may_read
        else [],
        scheduled=_lines(articles.filter(pk__in=_ids(live.filter(published_at__gt=now).order_by("published_at"))))
        if may_read
        else [],
        today=_lines(
            articles.filter(
                pk__in=_ids(
                    live.filter(published_at__gte=midnight, published_at__lte=now).order_by("-published_at", "-pk")
                )
            ),
            newest_first=True,
        )
        if may_read
        else [],
        letters=list(Letter.objects.open().order_by("due_at", "-pk")[:ROWS])
        if user.has_perm("news.view_letter")
        else [],
        held=len(Letter.objects.held().order_by().values_list("pk")[:MOST_HELD])
        if user.has_perm("news.view_letter")
        else 0,
        on_duty=_on_duty(now) if user.has_perm("news.view_dutyshift") else [],
    )


def _ids(rows: "object") -> list[int]:
    return list(rows.values_list("pk", flat=True)[:TODAY_ROWS])  # type: ignore[attr-defined]


def _lines_due(waiting: ArticleQuerySet | None) -> list[Line]:
    return [Line(row, marks(row), row.due_at) for row in waiting.for_queue()[:ROWS]] if waiting is not None else []


def _lines(rows: "object", newest_first: bool = False) -> list[Line]:
    lines = [Line(article, marks(article), article.published_at) for article in rows]  # type: ignore[attr-defined]
    if any(line.when for line in lines):
        far = timezone.now() + timedelta(days=36500)
        lines.sort(key=lambda line: line.when or far, reverse=newest_first)
    return lines


def _on_duty(now: datetime) -> list[str]:
    """Name the 值班编辑 of this moment."""
    rows = DutyShift.objects.filter(starts_at__lte=now, ends_at__gt=now).select_related("person").order_by("starts_at")
    return [display_name(row.person) for row in rows[:ROWS]]


def _licences(user: User, now: datetime) -> list[Warning]:
    if not user.has_perm("news.view_licence"):
        return []
    found = []
    limit = now.date() + timedelta(days=LICENCE_DAYS)
    for row in Licence.objects.filter(valid_until__lte=limit).order_by("valid_until")[:5]:
        days = (row.valid_until - now.date()).days  # type: ignore[operator]
        name = row.label or row.get_kind_display()
        title = (
            _("%(name)s has expired") % {"name": name}
            if days < 0
            else ngettext("%(name)s expires in %(n)d day", "%(name)s expires in %(n)d days", days)
            % {"name": name, "n": days}
        )
        found.append(
            Warning(title, row.number, reverse("admin:news_licence_change", args=[row.pk]), _("Renew it"), days < 14)
        )
    return found


def _tasks(user: User) -> list[Warning]:
    """Tell of tasks that failed or that no worker takes. Two bounded queries; schedules do not depend on them."""
    if not user.has_perm("django_tasks_database.view_dbtaskresult"):
        return []
    url = reverse("admin:django_tasks_database_dbtaskresult_changelist")
    detail = _("Smaller copies of pictures wait; publishing does not depend on it.")
    late = timezone.now() - timedelta(minutes=5)
    found = []
    if DBTaskResult.objects.ready().filter(enqueued_at__lt=late)[:1].exists():
        found.append(Warning(_("Background tasks have not run for five minutes"), detail, url, _("Look"), True))
    recent = timezone.now() - timedelta(days=7)
    failed = len(DBTaskResult.objects.failed().filter(enqueued_at__gte=recent).values_list("pk", flat=True)[:100])
    if failed:
        title = ngettext("%(n)d background task failed", "%(n)d background tasks failed", failed) % {"n": failed}
        found.append(Warning(title, "", url, _("Look")))
    return found


def _hosts(user: User, now: datetime) -> list[Warning]:
    """Tell of hosts that go on serving pages without hearing of changes. One query."""
    if not user.has_perm("news.view_storehost"):
        return []
    detail = _("Its readers may get pages as they were. Look after its connection to the database.")
    return [
        Warning(
            _("%(name)s is cut off from changes") % {"name": host.machine},
            detail,
            reverse("admin:desk_store"),
            _("Look"),
            True,
        )
        for host in red_hosts(now)[:ROWS]
    ]


def _setup(user: User) -> list[Warning]:
    """Say what an empty site still needs, to those who can do it."""
    found = []
    if user.has_perm("news.add_siteidentity") and not SiteIdentity.objects.filter(pk=1).exists():
        found.append(
            Warning(
                _("Name the site"),
                _("Name, company, telephone and WeChat account stand in the footer of every page."),
                reverse("admin:news_siteidentity_add"),
                _("Fill in"),
            )
        )
    if user.has_perm("news.add_channel") and not Channel.objects.without_tree_fields().exists():
        found.append(
            Warning(
                _("Make the first channel"),
                _("A story needs a channel before it can be published."),
                reverse("admin:news_channel_add"),
                _("Add a channel"),
            )
        )
    if user.has_perm("news.add_licence") and not Licence.objects.exists():
        found.append(
            Warning(
                _("Enter the licences"),
                _("ICP and public security numbers must be shown on every page."),
                reverse("admin:news_licence_add"),
                _("Add a licence"),
            )
        )
    return found
