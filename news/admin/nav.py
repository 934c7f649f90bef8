"""The sidebar by job: what this person may open, in the order in which it is needed."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from news.admin.asking import powers
from news.admin.reviewer import reviewer

# Pages on which a story is written: the sidebar does not say there how many wait.
WRITING = {"news_article_change", "news_article_add"}


@dataclass(frozen=True)
class NavItem:
    """One line of the sidebar."""

    name: str
    url: str
    icon: str
    on: bool = False
    count: str = ""


# group → (model, icon, label or None for the model's plural name is given here in full)
def _groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            _("Content"),
            [
                ("news.article", "doc", _("Articles")),
                ("news.image", "image", _("Pictures")),
                ("news.mediafile", "inbox", _("Videos and documents")),
                ("news.channel", "tree", _("Channels")),
                ("news.keyword", "tag", _("Keywords")),
                ("news.series", "list", _("Series")),
                ("news.topic", "grid", _("Topics")),
                ("news.source", "ext", _("Sources")),
                ("news.houseword", "list", _("House dictionary")),
                ("news.storytemplate", "grid", _("Story templates")),
                ("news.page", "doc", _("Pages")),
                ("news.letter", "bell", _("Letters from readers")),
            ],
        ),
        (
            _("Site"),
            [
                ("news.siteidentity", "grid", _("Site identity")),
                ("news.licence", "check", _("Licences")),
                ("news.footerentry", "list", _("Footer")),
                ("news.friendlink", "ext", _("Friend links")),
                ("news.ad", "image", _("House advertisements")),
                ("news.hotterm", "gauge", _("Hot search terms")),
                ("news.disclaimer", "doc", _("Disclaimers")),
                ("news.staffmember", "users", _("Staff register")),
                ("news.redirect", "next", _("Redirects")),
            ],
        ),
        (
            _("Administration"),
            [
                ("auth.user", "users", _("Users")),
                ("auth.group", "hand", _("Roles")),
                ("news.robot", "bell", _("Group robots")),
                ("news.dutyshift", "cal", _("Duty roster")),
                ("news.deputy", "users", _("Deputies")),
                ("news.deskrules", "clock", _("Review times")),
                ("news.checkrule", "check", _("Weights of checks")),
                ("axes.accessattempt", "warn", _("Failed sign-ins")),
                ("django_tasks_database.dbtaskresult", "clock", _("Background tasks")),
            ],
        ),
    ]


def desk_nav(request: HttpRequest) -> list[tuple[str, list[NavItem]]]:
    """Return the groups of the sidebar, without what this person may not view."""
    user, path = request.user, request.path
    home = reverse("admin:index")
    first = [NavItem(_("Dashboard"), home, "gauge", path == home), *_queue(request)]
    if user.has_perm("news.add_article"):
        add, mine = reverse("admin:news_article_add"), reverse("admin:desk_mine")
        first.append(NavItem(_("Write a story"), add, "plus", path == add))
        first.append(NavItem(_("My articles"), mine, "pen", path == mine))
    if user.has_perm("news.view_article"):
        schedule = reverse("admin:desk_schedule")
        first.append(NavItem(_("Publication schedule"), schedule, "cal", path == schedule))
    if "news.view_frontlayout" in powers(request).all:
        front = reverse("admin:desk_front")
        first.append(NavItem(_("Front page"), front, "grid", path.startswith(front)))
    if "news.view_breakingline" in powers(request).all:
        breaking = reverse("admin:desk_breaking")
        first.append(NavItem(_("Breaking news"), breaking, "bell", path == breaking))
    groups = [("", first)]
    for label, rows in _groups():
        items = []
        for model, icon, name in rows:
            app, _dot, codename = model.partition(".")
            if not (user.has_perm(f"{app}.view_{codename}") or user.has_perm(f"{app}.change_{codename}")):
                continue
            url = reverse(f"admin:{app}_{codename}_changelist")
            on = path.startswith(url) and not path.endswith("/article/add/")
            items.append(NavItem(name, url, icon, on))
        if items:
            groups.append((label, items))
    oversight = _oversight(request)
    return [*groups, (_("Oversight"), oversight)] if oversight else groups


def _queue(request: HttpRequest) -> list[NavItem]:
    """Return the review queue with how many wait, for whoever holds a level. One bounded query at most."""
    me, url = reviewer(request), reverse("admin:desk_queue")
    if not me.powers.levels():
        return []
    match = request.resolver_match
    writing = match is not None and match.url_name in WRITING
    many = 0 if writing else me.tally.total
    return [NavItem(_("Review queue"), url, "inbox", request.path == url, me.tally.said(many) if many else "")]


def _oversight(request: HttpRequest) -> list[NavItem]:
    pages = [
        ("news.view_auditentry", "admin:desk_audit", "eye", _("Audit")),
        ("news.view_article", "admin:desk_workload", "gauge", _("Workload")),
        ("news.view_searchcount", "admin:desk_search", "search", _("Search")),
        ("news.view_hitgroupday", "admin:desk_statistics", "eye", _("Reading statistics")),
        ("news.view_storehost", "admin:desk_store", "gauge", _("Page store")),
    ]
    return [
        NavItem(name, reverse(url), icon, request.path.startswith(reverse(url)))
        for right, url, icon, name in pages
        if request.user.has_perm(right)
    ]


def desk_tabs(groups: list[tuple[str, list[NavItem]]]) -> tuple[list[NavItem], list[NavItem]]:
    """Return the phone's bottom tabs (at most four) and what stands under “more”."""
    everything = [item for _label, items in groups for item in items]
    articles = reverse("admin:news_article_changelist")
    names = ("admin:index", "admin:desk_queue", "admin:news_article_add", "admin:desk_mine")
    wanted = [reverse(name) for name in names]
    if all(item.url != wanted[1] for item in everything):
        wanted[1] = articles
    tabs = [item for url in wanted for item in everything if item.url == url]
    return tabs, [item for item in everything if item not in tabs]
