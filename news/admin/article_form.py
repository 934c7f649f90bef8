"""The page on which a story is written. ModelAdmin's own saving is not used: text goes through ``editorial``."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from js_asset import Media

from news.admin.acts import (
    ACTS,
    CHECKED,
    JUDGED,
    NEEDS_TEXT,
    READ_FIRST,
    Act,
    acts_of,
    asked_from,
    main_of,
    may_edit,
    outlook,
    perform,
)
from news.admin.asking import asker, powers
from news.admin.autosave import autosave_context, discard_saved
from news.admin.comparing import Names, differences, people_of
from news.admin.covers import cover_context
from news.admin.filters import in_tree_order
from news.admin.form_choices import choices_of, tree_of, within_reach
from news.admin.numbers import number
from news.admin.page_writer import strangers_page, writer_of
from news.admin.queue_story import with_blocks
from news.admin.reviewer import reviewer
from news.admin.states import marks, steps_of
from news.admin.templates import asked_frame, offered
from news.editorial.access import display_name
from news.editorial.articles import create_article, save_revision, snapshot_of_live
from news.editorial.breaking import PUT_UP, may_lead
from news.editorial.cases import Case
from news.editorial.checking import blocking, look_over, overridden, pictures_of
from news.editorial.holding import RELEASE
from news.editorial.layouts import CHANGE
from news.editorial.pending import with_arrived
from news.editorial.pictures import with_cover
from news.enums import CheckLevel, Origin, Publication, Review, Verb, Verdict
from news.errors import Conflict, Refused
from news.forms.article import ArticleForm
from news.forms.picture import ACCEPT
from news.media.qr import qr_data_uri
from news.models import Article, ChannelMap, Disclaimer, Image, Revision, Series, SiteIdentity
from news.reading.tree import ChannelTree
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Snapshot

REFUSAL = "refusal"


class ArticleFormViews:
    """The add and change views of ArticleAdmin."""

    admin_site: Any
    opts: Any

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or save what was typed and do what the pressed button says. Nothing typed is ever lost."""
        user = asker(request)
        powers(request)
        article = self.find(object_id) if object_id else None
        allowed = "news.view_article" if article else "news.add_article"
        if not user.has_perm(allowed) and not (article and user.has_perm("news.change_article")):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, article, self._form(article, request))
        if refusal := strangers_page(request):
            form = self._form(article, request)
            form.add_error(None, refusal)
            _show_note_again(request, _verb_of(request))
            return self._page(request, article, form, status=409)
        verb = _verb_of(request)
        if verb and article and (verb not in NEEDS_TEXT) and not may_edit(article, user):
            return self._act(request, article, verb)
        form = self._form(article, request)
        if not form.is_valid():
            _show_note_again(request, verb)
            return self._page(request, article, form)
        return self._save(request, article, form, verb)

    def find(self, object_id: str) -> Article:
        """Return the article with what the form shows, or raise Http404."""
        rows = Article.objects.select_related(
            "working_revision",
            "working_revision__author",
            "live_revision",
            "channel",
            "desk_channel",
            "source",
            "last_editor",
            "held_by",
        )
        rows = rows.annotate(reads=F("hit_total__total"))
        article = rows.filter(pk=int(object_id)).first() if object_id.isdecimal() and len(object_id) < 19 else None
        if article is None:
            raise Http404(_("There is no article %(id)s.") % {"id": object_id})
        return article

    def _form(self, article: Article | None, request: HttpRequest) -> ArticleForm:
        tree = tree_of(request)
        channels = [(channel.pk, f"{'　' * depth}{channel.name}") for channel, depth in in_tree_order(tree)]
        choices = choices_of(request)
        base, revision = working_text(article)
        channels = within_reach(request, channels, {base.channel, *base.also_in})
        initial: dict[str, Any] = {"based_on": revision.pk if revision else None}
        if article is None:
            frame = asked_frame(request)
            base = frame or replace(base, origin=Origin.ORIGINAL, source=_own_name())
            chosen = number(request.GET.get("channel", ""))
            if frame is None or chosen:
                initial["channel"] = chosen
        data = request.POST if request.method == "POST" else None
        # What was sent is shown again even if the story was closed meanwhile: nothing typed is lost.
        locked = request.method != "POST" and not may_edit(article, asker(request), _case(request, article))
        return ArticleForm(
            data,
            base=base,
            channels=channels,
            notices=choices.notices,
            series=choices.series,
            people=choices.people,
            paths=[(pk, " › ".join(item.name for item in tree.trail(tree.by_id[pk]))) for pk, _name in channels],
            initial=initial,
            locked=locked,
        )

    def _save(
        self, request: HttpRequest, article: Article | None, form: ArticleForm, verb: Verb | None
    ) -> HttpResponse:
        text = form.snapshot()
        if text != form.base:
            text = with_cover(text)
        try:
            if article is None:
                article = create_article(snapshot=text, by=asker(request))
                revision = article.working_revision
                discard_saved(request, None)
            else:
                based_on = _based_on(request, form, article)
                # Whoever presses “pass” has typed nothing if only the library knows more of a picture by now: that
                # would be a text nobody has seen, under their name. A story on its way to review takes it along.
                judging = verb is not None and verb not in {Verb.SUBMIT, Verb.CORRECT}
                revision = save_revision(article.pk, text, by=asker(request), based_on=based_on, only_if_typed=judging)
                discard_saved(request, article.pk)
        except Conflict as error:
            article = self.find(str(article.pk))  # type: ignore[union-attr]
            _show_note_again(request, verb)
            return self._page(request, article, form, conflict=error, status=409)
        except Refused as error:
            form.add_error(error.code if error.code in form.fields else None, str(error))
            _show_note_again(request, verb)
            return self._page(request, article, form)
        if verb:
            return self._act(request, article, verb, revision)
        return to_form(article, saved=True)

    def _act(
        self, request: HttpRequest, article: Article, verb: Verb, revision: Revision | None = None
    ) -> HttpResponse:
        read = revision.pk if revision else number(request.POST.get("based_on", ""))
        asked = asked_from(request.POST, verb)
        try:
            said = perform(
                verb, article.pk, by=asker(request), asked=asked, based_on=read if verb in READ_FIRST else None
            )
        except Refused as error:
            messages.error(request, str(error), extra_tags=REFUSAL)
            _show_note_again(request, verb)
        else:
            messages.success(request, said)
            if verb == Verb.DELETE:
                return HttpResponseRedirect(reverse("admin:news_article_changelist"))
            return to_form(article, saved=revision is not None, done=verb)
        return to_form(article, saved=revision is not None)

    def _page(
        self,
        request: HttpRequest,
        article: Article | None,
        form: ArticleForm,
        conflict: Conflict | None = None,
        status: int = 200,
    ) -> HttpResponse:
        text = form.base
        said = list(get_messages(request))
        case = _case(request, article)
        images = pictures_of(text)
        checks = _checks(request, article, text, images)
        acts = [
            with_blocks(act, checks["blocks"]) if act.verb in CHECKED and checks["blocks"] else act
            for act in acts_of(article, asker(request), case)
        ]
        main = main_of(acts, article)
        back = next((act for act in acts if act.verb == Verb.WITHDRAW), None)
        editable = may_edit(article, asker(request), case)
        context = {
            **self.admin_site.each_context(request),
            "title": str(article) if article else _("New story"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "article": article,
            "original": article,
            "add": article is None,
            "templates": offered(request) if article is None else [],
            "messages": [item for item in said if REFUSAL not in item.tags],
            "refusals": [item for item in said if REFUSAL in item.tags],
            "errors": form.errors,
            "editable": editable,
            "main": main,
            "take_back": back,
            "acts": [act for act in acts if act != back and (act != main or set(act.asks) - {"remark"})],
            "dialogs": [act for act in acts if act.asks],
            **checks,
            "stopped": checks["blocks"] if main and main.verb in CHECKED else [],
            **cover_context(form, images),
            "media": Media.from_media(form.media).with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
            "now": timezone.localtime(),
            "just_saved": "saved" in request.GET,
            "writer": writer_of(request),
            "outlook": outlook(article) if article else "",
            "may_recommend": article is not None and not article.deleted_at and CHANGE in powers(request).all,
            "may_break": may_lead(article) and PUT_UP in powers(request).all,
            "undo": number(request.GET.get("undo", "")) if article and editable else None,
            "picture_max": settings.PICTURE_MAX_BYTES,
            "picture_kinds": ACCEPT,
        }
        context |= autosave_context(request, article, editable=context["editable"])
        if article and case:
            context |= _standing(article)
            context |= _holding(article, case)
            context["closed"] = case.refusal(Verb.AMEND if article.review in IN_REVIEW else Verb.EDIT)
            context["steps"] = steps_of(article, case.levels)
            if article.returned_at and article.review == Review.DRAFT:
                context["returned"] = article.reviews.filter(verdict=Verdict.RETURN).order_by("-pk").first()
        if "done" in request.GET and request.method != "POST":
            context["onward"] = _onward(request)
        if conflict:
            context["conflict"] = self._conflict(article, form, conflict)
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/news/article/change_form.html", context, status=status)

    def _conflict(self, article: Article | None, form: ArticleForm, error: Conflict) -> dict[str, Any]:
        newest = article.working_revision if article else None
        if newest is None:
            return {"message": str(error)}
        return {
            "message": str(error),
            "newest": newest,
            "author": display_name(newest.author) if newest.author else "",
            "next": newest.number + 1,
            "rows": differences(
                form.snapshot(), newest.snapshot, names_of(ChannelTree.load(), form.snapshot(), newest.snapshot)
            ),
        }


def working_text(article: Article | None) -> tuple[Snapshot, Revision | None]:
    """Return the text that the form starts from, and the revision that holds it (none for an untouched import)."""
    if article is None:
        return Snapshot(), None
    if article.working_revision is None:
        return snapshot_of_live(article), None
    return with_arrived(article.working_revision.snapshot), article.working_revision


def names_of(tree: ChannelTree, *texts: Snapshot) -> Names:
    """Return what the ids in these snapshots are called. One query, one more for series and one for people if any."""
    series = {text.series for text in texts if text.series}
    return Names(
        {pk: channel.name for pk, channel in tree.by_id.items()},
        dict(Disclaimer.objects.values_list("pk", "label")),
        dict(Series.objects.filter(pk__in=series).values_list("pk", "name")) if series else {},
        people_of(*texts),
    )


def _show_note_again(request: HttpRequest, verb: Verb | None) -> None:
    """Show the reason that came with a refused act, so that nobody has to think of it again."""
    note = request.POST.get(f"note_{verb}", request.POST.get("note", "")).strip() if verb else ""
    if note:
        messages.error(request, _("You had written: %(note)s") % {"note": note}, extra_tags=REFUSAL)


def to_form(article: Article, *, saved: bool = False, done: Verb | None = None) -> HttpResponse:
    """Go back to the form. ``saved`` tells its script that the server has what was typed; after a judgement the form
    offers the next story of the queue."""
    query = {"saved": "1"} if saved else {}
    if done in JUDGED:
        query["done"] = "1"
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk], query=query or None))


def _onward(request: HttpRequest) -> dict[str, Any] | None:
    """Return the story that is due next in this person's queue; None for somebody without one. Two queries."""
    me = reviewer(request)
    if not me.reach:
        return None
    pk, title = me.stories().values_list("pk", "desk_title").first() or (None, "")
    queue = reverse("admin:desk_queue")
    return {"queue": queue, "next": f"{queue}?a={pk}" if pk else "", "title": title}


def _verb_of(request: HttpRequest) -> Verb | None:
    wanted = request.POST.get("_do", "")
    return Verb(wanted) if wanted in ACTS else None


def _based_on(request: HttpRequest, form: ArticleForm, article: Article) -> int:
    """Return the revision that the editor's text stands on; “use mine” names the one that it goes over."""
    mine = number(request.POST.get("_mine", ""))
    if mine is not None:
        return mine
    based_on = form.cleaned_data.get("based_on")
    if based_on is None and article.working_revision and article.working_revision.number == 0:
        return article.working_revision.pk
    # A form without a number was opened on an untouched import; if there is a version by now, that is a conflict.
    return based_on or (0 if article.working_revision else None)  # type: ignore[return-value]


def _own_name() -> str:
    return SiteIdentity.objects.filter(pk=1).values_list("name", flat=True).first() or ""


def _checks(request: HttpRequest, article: Article | None, text: Snapshot, images: list[Image]) -> dict[str, Any]:
    """Return what was found in the text, which of it was let through, and whether it still blocks."""
    if article is None:
        return {"checks": [], "let_through": (), "blocks": []}
    found = look_over(text, article_id=article.pk, weights=choices_of(request).weights, images=images)
    soft = any(item.level == CheckLevel.BLOCK and not item.hard for item in found)
    through = overridden(article, text.content_hash) if soft else frozenset()
    return {"checks": found, "let_through": through, "blocks": blocking(found, through)}


def _holding(article: Article, case: Case) -> dict[str, Any]:
    """Return who holds the story and what this person may do about it. No query."""
    mine = article.held_by_id == case.by.pk
    reviewing = article.review in IN_REVIEW
    return {
        "holder": display_name(article.held_by) if article.held_by and not mine else "",
        "held_at": article.held_at,
        "holding": mine,
        "may_hold": article.held_by_id is None and case.may(Verb.RETURN if reviewing else Verb.EDIT),
        "may_free": article.held_by_id is not None and (mine or RELEASE in case.powers.all),
    }


def _case(request: HttpRequest, article: Article | None) -> Case | None:
    """Return the person before the story as it is loaded."""
    if article is None:
        return None
    known = getattr(request, "_desk_case", None)
    if known is None or known.article is not article:
        known = Case(
            article, asker(request), powers=powers(request), channels=ChannelMap.of(tree_of(request).channels)
        )
        request._desk_case = known  # type: ignore[attr-defined]
    return known


def _standing(article: Article) -> dict[str, Any]:
    """Return what the status line and the side column say of an article. No query."""
    public = article.publication() == Publication.LIVE
    url = f"{settings.SITE_URL}{article.address}" if public else ""
    working, live = article.working_revision, article.live_revision
    return {
        "marks": marks(article),
        "revision": working,
        "live_number": live.number if live and working and live.pk != working.pk and public else None,
        "saved_at": timezone.localtime(working.created_at) if working else None,
        "public_url": url,
        "qr": qr_data_uri(url) if url else None,
        "reason": article.withdrawal_reason,
        "editor_name": display_name(article.last_editor) if article.last_editor else "",
    }


__all__ = ["Act", "ArticleFormViews", "names_of", "working_text"]
