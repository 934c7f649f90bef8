"""Articles on the desk: the list, and what can be done to several at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news.admin.acts import Asked, perform
from news.admin.article_form import ArticleFormViews
from news.admin.article_pages import ArticlePages
from news.admin.asking import asker, powers
from news.admin.autosave import autosave
from news.admin.copying import copy_story
from news.admin.documents import document_view
from news.admin.filters import ChannelFilter, CreatedFilter, EditorFilter, KindFilter, MineFilter, StateFilter
from news.admin.linking import links
from news.admin.numbers import number
from news.admin.paging import DeskModelAdmin, OpenChangeList
from news.admin.preview_links import PreviewLinkPages
from news.admin.states import kind_icon, state_html
from news.admin.statistics import PERMISSION as READS
from news.admin.templates import keep_template
from news.admin.writing import keywords_of_text, paste, summary_of_text, typography
from news.editorial import publication
from news.editorial.access import display_name
from news.editorial.layouts import CHANGE
from news.enums import Publication, Verb
from news.errors import Refused
from news.models import Article, Record
from news.search.asking import read
from news.search.finding import desk_numbers

MAX_AT_ONCE = 100


class ArticleChangeList(OpenChangeList):
    """A page of articles; in the recycle bin each with the record of its deletion. One query more there."""

    def get_results(self, request: HttpRequest) -> None:
        """Read one page, and who deleted what is on it."""
        super().get_results(request)
        binned = [article for article in self.result_list if article.deleted_at]
        if not binned:
            return
        rows = Record.objects.filter(article__in=binned, verb=Verb.DELETE).order_by("pk")
        last = {row.article_id: row for row in rows.only("article_id", "by_name", "at")}
        for article in binned:
            article.desk_deletion = last.get(article.pk)


@admin.register(Article)
class ArticleAdmin(ArticleFormViews, ArticlePages, PreviewLinkPages, DeskModelAdmin):
    """The list reads desk columns in the order of the last change; every write is a verb of ``editorial``."""

    list_display = ["head", "state", "chan", "by", "when"]
    list_display_links = None
    list_filter = [StateFilter, ChannelFilter, KindFilter, EditorFilter, CreatedFilter, MineFilter]
    search_fields = ["desk_title"]
    search_help_text = gettext_lazy("Headline, text, author or number")
    ordering = ["-changed_at", "-pk"]
    sortable_by = ()
    actions = [
        "submit_selected",
        "publish_selected",
        "recommend_selected",
        "topic_selected",
        "unpublish_selected",
        "delete_articles",
    ]
    change_list_template = "admin/news/article/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the pages around an article; each checks its own permission."""
        wrap = self.admin_site.admin_view
        return [
            path("sources/", wrap(self.source_suggest), name="news_source_suggest"),
            path("keywords/", wrap(self.keyword_suggest), name="news_keyword_suggest"),
            path("links/", wrap(links), name="news_article_links"),
            path("paste/", wrap(paste), name="news_article_paste"),
            path("typography/", wrap(typography), name="news_article_typography"),
            path("suggest-keywords/", wrap(keywords_of_text), name="news_article_suggest_keywords"),
            path("suggest-summary/", wrap(summary_of_text), name="news_article_suggest_summary"),
            # not wrapped: an expired login is a 401 there, not a redirect
            path("autosave/", autosave, name="news_article_autosave"),
            path("<int:article_id>/autosave/", autosave, name="news_article_autosave"),
            path("<int:object_id>/preview/", wrap(_by_text(self.preview_view)), name="news_article_preview"),
            path(
                "<int:object_id>/preview-links/",
                wrap(_by_text(self.preview_links_view)),
                name="news_article_preview_links",
            ),
            path("<int:article_id>/copy/", wrap(copy_story), name="news_article_copy"),
            path("<int:article_id>/template/", wrap(keep_template), name="news_article_template"),
            path("<int:article_id>/document/", wrap(document_view), name="news_article_document"),
            path("<int:object_id>/hold/", wrap(_by_text(self.hold_view)), name="news_article_hold"),
            path("<int:object_id>/restore/", wrap(_by_text(self.restore_view)), name="news_article_restore"),
            path("<int:object_id>/act/<slug:verb>/", wrap(_by_text(self.act_view)), name="news_article_act"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Read what the list shows, in one query; with the reads for those who may see them."""
        rows = Article.objects.for_desk().order_by(*self.ordering)
        return rows.annotate(reads=F("hit_total__total")) if request.user.has_perm(READS) else rows

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Order by the column whose index finds the rows: those of a month by when they were begun, the bin's too."""
        if request.GET.get("state") == Publication.DELETED:
            return ["-deleted_at", "-pk"]
        return ["-created_at", "-pk"] if request.GET.get("begun") else list(self.ordering)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Leave the column of reads to those who may see them."""
        return [*self.list_display, *(["read"] if request.user.has_perm(READS) else [])]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Do a bulk act; what was ticked and is no number of an article is left out."""
        post = request.POST.copy()
        ticked = [item for item in post.getlist("_selected_action") if number(item) is not None]
        post.setlist("_selected_action", ticked)
        request.POST = post
        return super().response_action(request, queryset)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Find by number, else by words of the working and the live text, and any part of a headline or name."""
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = number(term.removeprefix("No.").strip())
        if wanted is not None and Article.objects.filter(pk=wanted).exists():
            return queryset.filter(pk=wanted), False
        asked = read(term, desk=True)
        return (queryset.none() if asked.empty else queryset.filter(pk__in=desk_numbers(asked))), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list with its saved views."""
        url = reverse("admin:news_article_changelist")
        chosen = {key: value for key, value in request.GET.items() if key in {"state", "mine", "begun"}}
        views = [
            (_("All"), {}),
            (_("My articles"), {"mine": "1"}),
            (_("With unpublished changes"), {"state": "draft"}),
            (_("Signed off, not out"), {"state": "signed"}),
            (_("Scheduled"), {"state": "scheduled"}),
            (_("Live"), {"state": "live"}),
            (_("Recycle bin"), {"state": "deleted"}),
        ]
        tabs = [
            (
                name,
                f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url,
                chosen == query,
            )
            for name, query in views
        ]
        return super().changelist_view(request, {"title": _("Articles"), "views": tabs, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OpenChangeList]:
        """Use the list that knows who deleted."""
        return ArticleChangeList

    @admin.display(description=gettext_lazy("headline"))
    def head(self, article: Article) -> SafeString:
        """Show the working headline as the link, with the number; in the recycle bin who put it there and when."""
        deletion = getattr(article, "desk_deletion", None)
        said = ""
        if deletion is not None:
            when = date_format(timezone.localtime(deletion.at), "Y-m-d H:i")
            said = " · " + _("deleted by %(name)s, %(time)s") % {"name": deletion.by_name, "time": when}
        return format_html(
            '<a class="d-head" href="{}">{}{}</a><span class="d-sub">No. {}{}</span>',
            reverse("admin:news_article_change", args=[article.pk]),
            kind_icon(article),
            article.desk_title or _("(no headline)"),
            article.pk,
            said,
        )

    @admin.display(description=gettext_lazy("state"))
    def state(self, article: Article) -> SafeString:
        """Show both axes."""
        return state_html(article)

    @admin.display(description=gettext_lazy("channel"))
    def chan(self, article: Article) -> str:
        """Show the working text's channel."""
        return article.desk_channel.name if article.desk_channel else "—"

    @admin.display(description=gettext_lazy("last editor"))
    def by(self, article: Article) -> str:
        """Show who saved last."""
        return display_name(article.last_editor) if article.last_editor else "—"

    @admin.display(description=gettext_lazy("changed"))
    def when(self, article: Article) -> str:
        """Show when, by the newsroom's clock."""
        return date_format(timezone.localtime(article.changed_at), "Y-m-d H:i")

    @admin.display(description=gettext_lazy("reads"))
    def read(self, article: Article) -> str:
        """Show how often readers have opened it."""
        reads = getattr(article, "reads", None)
        return f"{reads:,}" if reads else "—"

    # what may be done at all
    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Never by Django's own page: the recycle bin is a verb."""
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “publish” is shown."""
        return request.user.has_perm("news.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “unpublish” is shown."""
        return request.user.has_perm("news.withdraw_article")

    def has_bin_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “recycle bin” is shown."""
        return request.user.has_perm("news.delete_article")

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Move to the recycle bin; a row is never deleted."""
        publication.delete(obj.pk, by=asker(request))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to the page that asks for the recycle bin."""
        return HttpResponseRedirect(
            reverse("admin:news_article_act", args=[self.find(object_id).pk, Verb.DELETE.value])
        )

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “submit” is shown."""
        return request.user.has_perm("news.change_article")

    # several at once
    @admin.action(description=gettext_lazy("Submit for review"), permissions=["submit"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Send the working texts into review one by one."""
        self._each(request, Verb.SUBMIT)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Publish the working texts one by one."""
        self._each(request, Verb.PUBLISH)

    def has_recommend_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “recommend” is shown."""
        return CHANGE in powers(request).all

    @admin.action(description=gettext_lazy("Recommend to…"), permissions=["recommend"])
    def recommend_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        """Ask in which block of a front page the stories shall stand."""
        numbers = urlencode([("a", number) for number in _selected(request)])
        return HttpResponseRedirect(f"{reverse('admin:desk_front_push')}?{numbers}")

    def has_topic_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk button “topic” is shown."""
        return request.user.has_perm("news.change_topic")

    @admin.action(description=gettext_lazy("Put into a topic…"), permissions=["topic"])
    def topic_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        """Ask in which section of a topic the stories shall stand."""
        numbers = urlencode([("a", number) for number in _selected(request)])
        return HttpResponseRedirect(f"{reverse('admin:desk_topic_push')}?{numbers}")

    @admin.action(description=gettext_lazy("Unpublish…"), permissions=["withdraw"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Ask for the reason, then take off one by one."""
        note = request.POST.get("note", "").strip()
        if note:
            self._each(request, Verb.UNPUBLISH, note)
            return None
        numbers = _selected(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Unpublish"),
            "subtitle": None,
            "opts": self.opts,
            "articles": list(Article.objects.filter(pk__in=numbers).only("desk_title", "title")),
            "asked": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "desk/bulk_unpublish.html", context)

    @admin.action(description=gettext_lazy("Move to the recycle bin"), permissions=["bin"])
    def delete_articles(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Move to the recycle bin one by one."""
        self._each(request, Verb.DELETE)

    def _each(self, request: HttpRequest, verb: Verb, note: str = "") -> None:
        """Do a verb to every ticked article; what is refused is named with its reason, the rest is done."""
        titles = dict(Article.objects.filter(pk__in=_selected(request)).values_list("pk", "desk_title"))
        done = 0
        for article_id, title in titles.items():
            try:
                perform(verb, article_id, by=asker(request), asked=Asked(note=note))
            except Refused as error:
                messages.error(request, _("“%(title)s”: %(reason)s") % {"title": title or article_id, "reason": error})
            else:
                done += 1
        if done:
            said = ngettext("%(act)s: %(n)d article.", "%(act)s: %(n)d articles.", done)
            messages.success(request, said % {"act": verb.label, "n": done})


def _selected(request: HttpRequest) -> list[int]:
    """Return the ticked numbers, never “all in the list”."""
    return [int(number) for number in request.POST.getlist("_selected_action")[:MAX_AT_ONCE] if number.isdecimal()]


def _by_text(view: Any) -> Any:
    """Call a view with the number as text, as Django's own admin views get it."""

    def called(request: HttpRequest, object_id: int, **more: Any) -> HttpResponse:
        return view(request, str(object_id), **more)

    return called
