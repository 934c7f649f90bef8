"""Pages around one article: its history, a preview of its working text, an act asked for without a script."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from news.admin.acts import OUTLOOK, acts_of, asked_from, outlook, perform
from news.admin.article_form import names_of, to_form
from news.admin.asking import asker, powers
from news.admin.comparing import chosen, differences, versions
from news.admin.numbers import holder_seen, number
from news.admin.queue_story import act_with_blocks, judgements_of
from news.admin.typed import typed_since
from news.editorial.access import display_name
from news.editorial.cases import Case
from news.editorial.holding import hand_over, hold, let_go
from news.editorial.publication import restore_revision
from news.enums import Verb
from news.errors import Refused
from news.models import Article, Keyword, Source, WorkingCopy
from news.reading.preview import preview_page
from news.reading.tree import ChannelTree
from news.text.keywords import keyword_key

MAX_NUMBER = 2**31 - 1  # what the column of version numbers holds
SUGGESTIONS = 8
MAX_SOURCES = 200
MOST_PEOPLE = 300


class ArticlePages:
    """History, restore, preview, acts and keyword suggestions; each asks for its own permission."""

    admin_site: Any
    opts: Any

    def find(self, object_id: str) -> Article:
        """Return the article or raise Http404; given by ArticleFormViews."""
        raise NotImplementedError

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the versions, who did what, and the difference between two of them."""
        if not request.user.has_perm("news.view_article"):
            raise PermissionDenied
        article = self.find(object_id)
        old, new, problem = chosen(article, request.GET.get("old", ""), request.GET.get("new", ""))
        texts = (old.snapshot, new.snapshot) if old and new else ()
        found = differences(*texts, names_of(ChannelTree.load(), *texts)) if texts else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revision history"),
            "subtitle": str(article),
            "opts": self.opts,
            "article": article,
            "page": versions(article, request.GET.get("before", "")),
            "old": old,
            "new": new,
            "problem": problem,
            "rows": found,
            "added": sum(row.added for row in found),
            "removed": sum(row.removed for row in found),
            "may_restore": request.user.has_perm("news.change_article"),
            "records": judgements_of(article, Case(article, asker(request), powers=powers(request))),
        }
        return TemplateResponse(request, "desk/history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a new draft of an old version (POST)."""
        if not request.user.has_perm("news.change_article"):
            raise PermissionDenied
        return self._restore(request, object_id)

    def _restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self.find(object_id)
        wanted = number(request.POST.get("number", ""))
        if request.method != "POST" or wanted is None or wanted > MAX_NUMBER:
            return HttpResponseRedirect(reverse("admin:news_article_history", args=[article.pk]))
        try:
            revision = restore_revision(article.pk, wanted, by=asker(request))
        except Refused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:news_article_history", args=[article.pk]))
        messages.success(
            request,
            _("Version %(old)s is the working text again, as version %(new)d.")
            % {"old": wanted, "new": revision.number},
        )
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the working text as its reader will see it; only to those who may view articles."""
        if not request.user.has_perm("news.view_article"):
            raise PermissionDenied
        page = preview_page(self.find(object_id).pk)
        if page is None:
            raise Http404
        response = render(request, "news/article.html", {"page": page, "chrome": page.chrome})
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        response._csp_config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
        return response

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Ask what an act needs to know, then do it: the dialogs of the form as a page of their own."""
        if not request.user.has_perm("news.view_article"):
            raise PermissionDenied
        article = self.find(object_id)
        refused = ""
        if request.method == "POST" and verb in Verb.values:
            asked = asked_from(request.POST, Verb(verb))
            try:
                read = number(request.POST.get("based_on", ""))
                said = perform(Verb(verb), article.pk, by=asker(request), asked=asked, based_on=read)
            except Refused as error:
                refused = str(error)
            else:
                messages.success(request, said)
                if verb == Verb.DELETE:
                    return HttpResponseRedirect(reverse("admin:news_article_changelist"))
                return to_form(article, done=Verb(verb))
        act = next((item for item in acts_of(article, asker(request)) if item.verb == verb), None)
        if act is None and not refused:
            messages.error(request, _("This is not open now, or not to you."))
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
        act, blocks = act_with_blocks(article, act) if act else (None, [])
        context = {
            **self.admin_site.each_context(request),
            "title": act.label if act else str(Verb(verb).label),
            "subtitle": str(article),
            "opts": self.opts,
            "article": article,
            "act": act,
            "blocks": blocks,
            "refused": refused,
            "now": timezone.localtime(),
            "asked": asked_from(request.POST, act.verb) if act else None,
            # a dialog that is not offered any more cannot hold what was typed in it
            "typed": asked.note if refused and not act else "",
            # what was read when the act was asked for, not what is there by now
            "read": request.POST.get("based_on", article.working_revision_id or ""),
            "level": request.POST.get("level_pass", article.level),
            "outlook": request.POST.get(OUTLOOK, outlook(article)),
        }
        return TemplateResponse(request, "desk/act.html", context, status=403 if refused and not act else 200)

    def hold_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take, give up or hand over a story (POST); GET asks to whom."""
        if not request.user.has_perm("news.view_article"):
            raise PermissionDenied
        article = self.find(object_id)
        people = User.objects.filter(is_active=True, is_staff=True).exclude(pk=asker(request).pk)
        wanted = number(request.POST.get("to", ""))
        to = people.filter(pk=wanted).first() if wanted else None
        if request.method == "POST" and (to or request.POST.get("do") != "hand_over"):
            try:
                said = _held(article, request.POST, by=asker(request), to=to)
            except Refused as error:
                messages.error(request, str(error))
            else:
                messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hand over"),
            "subtitle": str(article),
            "opts": self.opts,
            "article": article,
            "holder": display_name(article.held_by) if article.held_by else "",
            "people": [(user.pk, display_name(user)) for user in people.order_by("last_name", "pk")[:MOST_PEOPLE]],
        }
        return TemplateResponse(request, "desk/hand_over.html", context)

    def source_suggest(self, request: HttpRequest) -> JsonResponse:
        """Answer the names of sources, the site's own first, for those who may write."""
        if not (request.user.has_perm("news.add_article") or request.user.has_perm("news.change_article")):
            raise PermissionDenied
        return JsonResponse({"names": list(Source.objects.values_list("name", flat=True)[:MAX_SOURCES])})

    def keyword_suggest(self, request: HttpRequest) -> JsonResponse:
        """Answer keywords that begin with ``q``, for those who may write."""
        if not (request.user.has_perm("news.add_article") or request.user.has_perm("news.change_article")):
            raise PermissionDenied
        key = keyword_key(request.GET.get("q", "")[:30])
        rows = (
            Keyword.objects.filter(key__gte=key, key__lt=key + "\U0010ffff").order_by("key")
            if key
            else Keyword.objects.none()
        )
        return JsonResponse({"names": list(rows.values_list("name", flat=True)[:SUGGESTIONS])})


def _held(article: Article, sent: Mapping[str, str], *, by: User, to: User | None) -> str:
    article_id, act, seen = article.pk, sent.get("do", ""), holder_seen(sent)
    if act == "hand_over" and to is not None:
        hand_over(article_id, by=by, to=to, typed=typed_since(article, by), seen=seen)
        said = _("%(name)s has the story now.") % {"name": display_name(to)}
        if WorkingCopy.objects.of(by.pk, article_id).exists():  # such as the form would not save
            left = _("What you had typed could not be saved with it; it stays in your form of the story.")
            return f"{said} {left}"
        return said
    if act == "let_go":
        let_go(article_id, by=by, seen=seen)
        return _("The story is free.")
    hold(article_id, by=by)
    return _("You hold the story. Nobody else can change or judge it until you give it up.")
