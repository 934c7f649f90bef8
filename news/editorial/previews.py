"""Links to a text for somebody without an account: made, listed, withdrawn."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import ensure_revision, locked
from news.editorial.audit import note as tell_audit
from news.editorial.cases import Case, kept
from news.enums import AuditArea, Publication, Review
from news.errors import BadInput, WrongState
from news.models import Article, PreviewLink

MAX_DAYS = 30
SHOW = "news.change_article"


def make_link(article_id: int, *, by: User, days: int, note: str = "") -> PreviewLink:
    """Make a link to the working text as it is now, valid for 1 to 30 days.

    Not to a retracted story before somebody has made it a draft again. Raises NotAllowed, WrongState, BadInput.
    """
    require(by, SHOW, _("show a text outside"))
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(_("A preview link holds for 1 to %(n)d days.") % {"n": MAX_DAYS}, "days")
    with locked(article_id) as article:
        if article.deleted_at:
            raise BadInput(_("The article is in the recycle bin; take it out first."), "deleted")
        Case(article, by).require_reach(SHOW)
        if article.publication() == Publication.RETRACTED and article.review == Review.NONE:
            raise WrongState(_("The article was retracted; restore it to a draft first."), "retracted")
        revision = ensure_revision(article)
        link = PreviewLink.objects.create(
            revision=revision, created_by=by, expires_at=timezone.now() + timedelta(days=days), note=kept(note)[:60]
        )
        tell_audit(AuditArea.ARTICLE, "preview_made", by=by, thing=article, note=link.note)
    return link


def revoke_link(link_id: int, *, article_id: int, by: User) -> None:
    """Withdraw a link of an article at once; done again it changes nothing. Raises NotAllowed."""
    require(by, SHOW, _("show a text outside"))
    with transaction.atomic():
        links = PreviewLink.objects.filter(pk=link_id, revision__article=article_id, revoked_at=None)
        link = links.select_related("revision__article").first()
        if link is None:
            return
        Case(link.revision.article, by).require_reach(SHOW)
        if links.update(revoked_at=timezone.now()):
            tell_audit(AuditArea.ARTICLE, "preview_withdrawn", by=by, thing=link.revision.article, note=link.note)


def end_links(article: Article) -> None:
    """Withdraw every link of a locked story that is taken off the site: none of them shows what readers may not see.

    They stay withdrawn when the story comes back; whoever should read what becomes of it is given a new one.
    """
    PreviewLink.objects.filter(revision__article=article, revoked_at=None).update(revoked_at=timezone.now())
