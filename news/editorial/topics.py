"""Topics: made, changed, taken off; their sections, chosen stories and timeline. What readers see changes at once.

Whoever may prepare a topic does so while readers do not see it. To open one, and to change one that is open or has an
opening time, takes the permission to launch. Every change is made under the topic's row lock and names things by
number, so two people at once lose nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.editorial import audit
from news.editorial.access import require
from news.enums import AuditArea
from news.errors import BadInput, Conflict
from news.models import Article, Topic, TopicSection, TopicStep, TopicStory

ADD, CHANGE, LAUNCH, REMOVE = (f"news.{act}_topic" for act in ("add", "change", "launch", "delete"))
MOST_SECTIONS = 30
MOST_STORIES = 300  # chosen, of one topic
MOST_STEPS = 200
LAST = 2**31 - 1


def may_change(topic: Topic, by: User) -> bool:
    """True where a person may change this topic now."""
    return not topic.removed_at and by.has_perm(CHANGE) and (topic.opens_at is None or by.has_perm(LAUNCH))


def _require_change(topic: Topic, by: User) -> None:
    require(by, CHANGE, _("change a topic"))
    if topic.opens_at is not None:
        require(by, LAUNCH, _("change a topic that readers see or will see"))


def save_topic(topic: Topic, *, by: User) -> Topic:
    """Write what a form says of a topic. Raises NotAllowed, Conflict, BadInput."""
    with transaction.atomic():
        if topic._state.adding:
            require(by, ADD, _("add a topic"))
        else:
            stored = Topic.objects.select_for_update().get(pk=topic.pk)
            _alive(stored)
            _require_change(stored, by)
            if stored.was_public() and topic.slug != stored.slug:
                raise BadInput(_("Readers know this address; it does not change any more."), "slug")
            if stored.was_public() and not topic.was_public():
                raise BadInput(
                    _("Readers have seen it. Give it a time at which it ends, or delete it."),
                    "opens_at",
                )
        if topic.opens_at is not None:
            require(by, LAUNCH, _("put a topic before readers"))
        topic.save()
    return topic


def remove_topic(topic: Topic, *, by: User) -> bool:
    """Take a topic off: one that readers have seen answers 410 from then on (True); another goes (False)."""
    require(by, REMOVE, _("delete a topic"))
    with transaction.atomic():
        stored = Topic.objects.select_for_update().get(pk=topic.pk)
        if stored.was_public():
            Topic.objects.filter(pk=stored.pk, removed_at=None).update(removed_at=timezone.now())
            return True
        stored.delete()
    return False


@contextmanager
def _changing(topic_id: int, by: User, told: str) -> Iterator[Topic]:
    """Lock a topic for a change by this person, and tell the audit what was done."""
    with transaction.atomic():
        topic = Topic.objects.select_for_update().get(pk=topic_id)
        _alive(topic)
        _require_change(topic, by)
        yield topic
        audit.note(AuditArea.SETTING, "changed", by=by, thing=topic, note=told)


def _alive(topic: Topic) -> None:
    if topic.removed_at:
        raise Conflict(_("This topic was taken off; it does not change any more."), "removed")


def add_section(topic_id: int, heading: str, *, by: User) -> TopicSection:
    """Add a section at the end."""
    heading = heading.strip()
    if not heading or len(heading) > 40:
        raise BadInput(_("Give the section a heading of 40 characters at most."), "heading")
    with _changing(topic_id, by, _("Section added: %(name)s") % {"name": heading}) as topic:
        have = list(topic.sections.all())
        if len(have) >= MOST_SECTIONS:
            raise BadInput(_("A topic has %(n)d sections at most.") % {"n": MOST_SECTIONS}, "many")
        return TopicSection.objects.create(topic=topic, heading=heading, position=len(have))


def change_section(section: TopicSection, *, by: User) -> None:
    """Write heading, style and rule of a section."""
    with _changing(section.topic_id, by, _("Section changed: %(name)s") % {"name": section.heading}):
        _there(TopicSection, section.topic_id, section.pk)
        section.save(update_fields=["heading", "style", "channel", "keyword", "count"])


def remove_section(topic_id: int, section_id: int, *, by: User) -> None:
    """Take a section out, with the stories chosen for it."""
    with _changing(topic_id, by, _("Section taken out: %(name)s") % {"name": _name(topic_id, section_id)}):
        _there(TopicSection, topic_id, section_id).delete()


def move_section(topic_id: int, section_id: int, *, by: User, step: int = 0, to: int | None = None) -> None:
    """Move a section by ``step`` places, or to the place ``to``."""
    with _changing(topic_id, by, _("Section moved: %(name)s") % {"name": _name(topic_id, section_id)}) as topic:
        row = _there(TopicSection, topic_id, section_id)
        _ordered(list(topic.sections.all()), row, step, to)


def choose(topic_id: int, section_id: int, numbers: Sequence[int], *, by: User) -> int:
    """Put stories at the end of a section; one that stands in the topic already is moved. Returns how many."""
    told = ngettext("%(n)d story chosen for %(name)s", "%(n)d stories chosen for %(name)s", len(numbers))
    facts = {"n": len(numbers), "name": _name(topic_id, section_id)}
    with _changing(topic_id, by, told % facts) as topic:
        section = _there(TopicSection, topic_id, section_id)
        there = set(Article.objects.filter(pk__in=numbers, deleted_at=None).values_list("pk", flat=True))
        if not there:
            raise BadInput(_("There is no such story, or it is in the bin."), "story")
        if topic.stories.exclude(article__in=there).count() + len(there) > MOST_STORIES:
            raise BadInput(_("A topic has %(n)d chosen stories at most.") % {"n": MOST_STORIES}, "many")
        last = section.stories.aggregate(last=models.Max("position"))["last"] or 0
        for place, number in enumerate(dict.fromkeys(numbers), start=last + 1):
            if number in there:
                TopicStory.objects.update_or_create(
                    topic=topic, article_id=number, defaults={"section": section, "position": place}
                )
    return len(there)


def move_story(
    topic_id: int, story_id: int, *, by: User, step: int = 0, section_id: int | None = None, to: int | None = None
) -> None:
    """Move a chosen story by ``step`` places, or into a section (default: its own) at the place ``to``."""
    with _changing(topic_id, by, _("Stories put in another order")):
        row = _there(TopicStory, topic_id, story_id)
        if section_id is not None and section_id != row.section_id:
            row.section = _there(TopicSection, topic_id, section_id)
            to = LAST if to is None else to
            row.save(update_fields=["section"])
        _ordered(list(TopicStory.objects.filter(section=row.section_id)), row, step, to)


def drop_story(topic_id: int, story_id: int, *, by: User) -> None:
    """Take a chosen story out."""
    with _changing(topic_id, by, _("A story taken out")):
        _there(TopicStory, topic_id, story_id).delete()


def save_step(
    topic_id: int, *, day: date, line: str, article_id: int | None, by: User, step_id: int | None = None
) -> None:
    """Add a line of the timeline, or write one anew."""
    line = line.strip()
    if not line or len(line) > 120:
        raise BadInput(_("Write in a line of 120 characters at most what happened."), "line")
    if article_id is not None and not Article.objects.filter(pk=article_id, deleted_at=None).exists():
        raise BadInput(_("There is no story No. %(id)d.") % {"id": article_id}, "story")
    with _changing(topic_id, by, _("Timeline: %(day)s %(line)s") % {"day": day, "line": line}) as topic:
        if step_id is None and topic.steps.count() >= MOST_STEPS:
            raise BadInput(_("A timeline has %(n)d lines at most.") % {"n": MOST_STEPS}, "many")
        row = TopicStep(topic=topic) if step_id is None else _there(TopicStep, topic_id, step_id)
        row.day, row.line, row.article_id = day, line, article_id
        row.save()


def drop_step(topic_id: int, step_id: int, *, by: User) -> None:
    """Take a line of the timeline out."""
    with _changing(topic_id, by, _("A line of the timeline taken out")):
        _there(TopicStep, topic_id, step_id).delete()


def _there(model: Any, topic_id: int, number: int) -> Any:
    row = model.objects.filter(topic=topic_id, pk=number).first()
    if row is None:
        raise Conflict(_("It was taken out meanwhile. What you see is the newest state."), "missing")
    return row


def _name(topic_id: int, section_id: int) -> str:
    return TopicSection.objects.filter(topic=topic_id, pk=section_id).values_list("heading", flat=True).first() or ""


def _ordered(rows: list[Any], row: Any, step: int, to: int | None) -> None:
    """Write the rows' places with ``row`` moved."""
    place = next(n for n, item in enumerate(rows) if item.pk == row.pk)
    item = rows.pop(place)
    target = place + step if to is None else to
    rows.insert(max(0, min(target, len(rows))), item)
    for number, other in enumerate(rows):
        if other.position != number:
            type(other).objects.filter(pk=other.pk).update(position=number)
