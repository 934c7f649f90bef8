"""What stands in a topic: sections, chosen stories, the timeline. Every act is one POST; drag and keys send it too."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.admin.asking import asker
from news.admin.filters import in_tree_order
from news.admin.numbers import number
from news.admin.states import marks
from news.editorial import topics
from news.errors import BadInput, Refused
from news.forms.topic import SectionForm, StepForm
from news.models import Article, Topic, TopicSection, TopicStep
from news.reading.cards import cards
from news.reading.front import candidates_for
from news.reading.topics import preview_of
from news.reading.tree import ChannelTree

VIEW = "news.view_topic"
POOL = 30
SEARCHED = 5000  # newest stories in which the side list looks for words
MOST_PUSHED = 50
OFFERED = 60  # topics that stories can be put into from the list of articles


def _topic(request: HttpRequest, topic_id: int) -> Topic:
    if not (request.user.has_perm(VIEW) or request.user.has_perm(topics.CHANGE)):
        raise PermissionDenied
    topic = Topic.objects.filter(pk=topic_id, removed_at=None).first()
    if topic is None:
        raise Http404
    return topic


def contents_page(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Show what stands in a topic, or do one act on it."""
    topic = _topic(request, topic_id)
    if request.method == "POST":
        if not topics.may_change(topic, asker(request)):
            raise PermissionDenied
        return _act(request, topic)
    words = request.GET.get("q", "")[:60]
    chosen = list(topic.stories.select_related("article__channel", "article__desk_channel").defer("article__body"))
    sections = [
        (section, [(row, marks(row.article)[0]) for row in chosen if row.section_id == section.pk])
        for section in topic.sections.select_related("channel", "keyword")
    ]
    inside = {row.article_id for row in chosen}
    pool = cards(candidates_for(words, timezone.now(), POOL, SEARCHED))
    return _show(
        request,
        "desk/topic.html",
        topic,
        title=_("Contents of the topic"),
        sections=sections,
        steps=list(topic.steps.select_related("article").defer("article__body")),
        pool=[(card, card.number in inside) for card in pool],
        q=words,
        step_form=StepForm(initial={"day": timezone.localdate()}, label_suffix=""),
    )


def section_page(request: HttpRequest, topic_id: int, section_id: int) -> HttpResponse:
    """Show how a section is set and filled, or save it."""
    topic = _topic(request, topic_id)
    section = topic.sections.select_related("channel", "keyword").filter(pk=section_id).first()
    if section is None:
        return _gone(request, topic)
    channels = [(row.pk, f"{'　' * depth}{row.name}") for row, depth in in_tree_order(ChannelTree.load())]
    form = SectionForm(request.POST if request.method == "POST" else None, instance=section, channels=channels)
    return _form(
        request, topic, form, _("Section"), lambda: topics.change_section(form.save(False), by=asker(request))
    )


def step_page(request: HttpRequest, topic_id: int, step_id: int) -> HttpResponse:
    """Show a line of the timeline, or save it."""
    topic = _topic(request, topic_id)
    step = TopicStep.objects.filter(topic=topic, pk=step_id).first()
    if step is None:
        return _gone(request, topic)
    known = {"day": step.day, "line": step.line, "story": step.article_id}
    form = StepForm(request.POST if request.method == "POST" else None, initial=known, label_suffix="")
    return _form(request, topic, form, _("Line of the timeline"), lambda: _save_step(request, topic, form, step_id))


def preview_page(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Answer the page itself, by the very code and template that answer readers."""
    _topic(request, topic_id)
    page = preview_of(topic_id)
    if page is None:
        raise Http404
    response = render(request, "news/topic.html", {"page": page, "chrome": page.chrome})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response._csp_config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
    return response


def push_page(request: HttpRequest) -> HttpResponse:
    """Ask into which topic stories shall go, or put them there. ``a`` names each story."""
    if not request.user.has_perm(topics.CHANGE):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    asked = [found for text in sent.getlist("a")[:MOST_PUSHED] if (found := number(text)) is not None]
    stories = list(Article.objects.filter(pk__in=asked, deleted_at=None).defer("body").order_by("-pk"))
    if not stories:
        messages.error(request, _("Tick the stories that shall stand in a topic."))
        return HttpResponseRedirect(reverse("admin:news_article_changelist"))
    me = asker(request)
    open_to_me = [row for row in Topic.objects.filter(removed_at=None)[:OFFERED] if topics.may_change(row, me)]
    sections = TopicSection.objects.filter(topic__in=open_to_me).select_related("topic")
    refused, chosen = "", number(request.POST.get("to", ""))
    if request.method == "POST":
        section = next((row for row in sections if row.pk == chosen), None)
        if section is None:
            refused = _("Choose the section.")
        else:
            try:
                many = topics.choose(section.topic_id, section.pk, [story.pk for story in stories], by=me)
            except Refused as error:
                refused = str(error)
            else:
                said = ngettext("%(n)d story put into “%(name)s”.", "%(n)d stories put into “%(name)s”.", many)
                messages.success(request, said % {"n": many, "name": f"{section.topic} · {section}"})
                return HttpResponseRedirect(reverse("admin:desk_topic", args=[section.topic_id]))
    context = {
        **admin.site.each_context(request),
        "title": _("Put into a topic"),
        "subtitle": None,
        "stories": stories,
        "places": [(row, [section for section in sections if section.topic_id == row.pk]) for row in open_to_me],
        "chosen": chosen,
        "refused": refused,
        "back": reverse("admin:news_article_changelist"),
    }
    return TemplateResponse(request, "desk/topic_push.html", context, status=400 if refused else 200)


def _show(request: HttpRequest, template: str, topic: Topic, *, status: int = 200, **context: Any) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "subtitle": None,
        "topic": topic,
        "state": topic.state(),
        "editable": topics.may_change(topic, asker(request)),
        "back": reverse("admin:desk_topic", args=[topic.pk]),
        **context,
    }
    return TemplateResponse(request, template, context, status=status)


def _form(request: HttpRequest, topic: Topic, form: Any, title: str, save: Callable[[], None]) -> HttpResponse:
    """Show a form of something in the topic; sent and in order, save it and go back."""
    back = reverse("admin:desk_topic", args=[topic.pk])
    if request.method == "POST":
        if not topics.may_change(topic, asker(request)):
            raise PermissionDenied
        if form.is_valid():
            try:
                save()
            except Refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(back)
    status = 400 if form.errors else 200
    return _show(request, "desk/topic_form.html", topic, status=status, title=title, form=form)


def _gone(request: HttpRequest, topic: Topic) -> HttpResponse:
    messages.error(request, _("It was taken out meanwhile. What you see is the newest state."))
    return HttpResponseRedirect(reverse("admin:desk_topic", args=[topic.pk]))


def _save_step(request: HttpRequest, topic: Topic, form: StepForm, step_id: int | None = None) -> None:
    values = form.cleaned_data
    topics.save_step(
        topic.pk,
        day=values["day"],
        line=values["line"],
        article_id=values["story"],
        step_id=step_id,
        by=asker(request),
    )


def _act(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Do what the pressed button says and come back to where it stood."""
    spot, query = "", ""
    try:
        spot = _done(request, topic, request.POST.get("do", "").split(":"))
    except Refused as error:
        messages.error(request, str(error))
        if request.POST.get("line"):
            messages.warning(request, _("You had written: %(note)s") % {"note": request.POST["line"][:200]})
    if request.POST.get("q"):
        query = "?" + urlencode({"q": request.POST["q"][:60]})
    target = reverse("admin:desk_topic", args=[topic.pk]) + query
    return HttpResponseRedirect(f"{target}#{spot}" if spot else target)


def _done(request: HttpRequest, topic: Topic, words: list[str]) -> str:
    """Do one act; returns where to come back to. Raises Refused."""
    verb, first, second, third = (*words, "", "", "", "")[:4]
    me, here = asker(request), number(first)
    if verb == "badd":
        section = topics.add_section(topic.pk, request.POST.get("heading", ""), by=me)
        messages.success(request, _("The section stands at the end. Open its settings, or choose stories for it."))
        return f"b-{section.pk}"
    if verb == "sadd":
        form = StepForm(request.POST)
        if not form.is_valid():
            raise BadInput(" ".join(str(error) for errors in form.errors.values() for error in errors), "line")
        _save_step(request, topic, form)
        messages.success(request, _("The line is added."))
        return "steps"
    if here is None:
        raise BadInput(_("There is no such act."), "do")
    match verb:
        case "up" | "down":
            topics.move_story(topic.pk, here, step=-1 if verb == "up" else 1, by=me)
            return f"c-{here}"
        case "drop":
            topics.move_story(topic.pk, here, section_id=number(second), to=number(third) or 0, by=me)
            return f"c-{here}"
        case "to":
            topics.move_story(topic.pk, here, section_id=number(second), by=me)
            return f"c-{here}"
        case "out":
            topics.drop_story(topic.pk, here, by=me)
            messages.success(request, _("Taken out."))
        case "bup" | "bdown":
            topics.move_section(topic.pk, here, step=-1 if verb == "bup" else 1, by=me)
            return f"b-{here}"
        case "bdrop":
            topics.move_section(topic.pk, here, to=number(second) or 0, by=me)
            return f"b-{here}"
        case "bout":
            topics.remove_section(topic.pk, here, by=me)
            messages.success(request, _("The section is taken out, with the stories chosen for it."))
        case "sout":
            topics.drop_step(topic.pk, here, by=me)
            messages.success(request, _("Taken out."))
            return "steps"
        case "add":
            into = number(request.POST.get("into", ""))
            if into is None:
                raise BadInput(_("Add a section first; stories stand in sections."), "into")
            topics.choose(topic.pk, into, [here], by=me)
            messages.success(request, _("Chosen."))
            return f"b-{into}"
        case _:
            raise BadInput(_("There is no such act."), "do")
    return ""
