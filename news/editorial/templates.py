"""Story templates: a story's frame kept under a name, for oneself or for the house."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from news.editorial import audit
from news.editorial.access import require
from news.editorial.articles import locked, snapshot_of_live
from news.errors import BadInput
from news.models import StoryTemplate
from news.rules.frames import frame_of
from news.rules.snapshot import Snapshot
from news.text.typography import one_line

MOST_OWN = 50


def save_template(article_id: int, *, name: str, by: User, house: bool) -> tuple[StoryTemplate, bool]:
    """Keep the frame of a story's working text; return (template, whether it is new).

    One of the same name and owner takes the new frame. ``house`` is for everybody and needs the permission. Raises
    NotAllowed, BadInput.
    """
    require(by, "news.view_article", _("save a template"))
    require(by, "news.add_article", _("save a template"))
    if house:
        require(by, "news.add_storytemplate", _("save a template for everybody"))
    name = one_line(name)
    if not name:
        raise BadInput(_("Give the template a name."), "name")
    if len(name) > 60:
        raise BadInput(
            _("This field takes %(max)d characters; %(n)d were entered.") % {"max": 60, "n": len(name)}, "name"
        )
    with transaction.atomic():
        with locked(article_id) as article:
            revision = article.working_revision
            text = revision.snapshot if revision else snapshot_of_live(article)
        owner = None if house else by
        known = StoryTemplate.objects.select_for_update().filter(owner=owner, name=name).first()
        if known is None and not house and StoryTemplate.objects.filter(owner=by).count() >= MOST_OWN:
            raise BadInput(_("You have %(n)d templates already; delete one first.") % {"n": MOST_OWN}, "many")
        template = known or StoryTemplate(owner=owner, name=name)
        template.data = frame_of(text).as_json()
        template.save()
        origin = _("from No. %(id)d") % {"id": article_id}
        audit.note(
            audit.AREAS["news.storytemplate"], "changed" if known else "added", by=by, thing=template, note=origin
        )
    return template, known is None


def frame_for(template_id: int, *, by: User) -> Snapshot:
    """Return the frame of a template that a person may start from. Raises BadInput where there is none for them."""
    template = StoryTemplate.objects.open_to(by.pk).filter(pk=template_id).first()
    if template is None:
        raise BadInput(_("There is no such template any more, or it is not yours."), "template")
    return template.snapshot


def may_change(template: StoryTemplate, by: User, act: str) -> bool:
    """True for one's own template, and for the house's with the permission (``act`` is change or delete)."""
    if template.owner_id is not None:
        return template.owner_id == by.pk
    return by.has_perm(f"news.{act}_storytemplate")
