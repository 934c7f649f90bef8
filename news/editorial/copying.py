"""A story written again: its working text as the first draft of a new one."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import create_article, locked, snapshot_of_live
from news.errors import BadInput
from news.models import Article


def copy_article(article_id: int, *, by: User) -> Article:
    """Start a new draft with the working text of an article; the article itself stays as it is.

    Everything of the text comes along, the headline too (the check for like headlines then says that there is an
    older one), except what belongs to the one publication: its correction and the time until which it is public.
    Reviews, sign-offs and dates are the article's, not the text's: the copy has none. The record of the new draft
    names where it comes from. Raises NotAllowed, BadInput.
    """
    require(by, "news.view_article", _("copy a story"))
    require(by, "news.add_article", _("copy a story"))
    with transaction.atomic():
        with locked(article_id) as article:
            if article.deleted_at:
                raise BadInput(_("The article is in the recycle bin; take it out first."), "deleted")
            revision = article.working_revision
            text = revision.snapshot if revision else snapshot_of_live(article)
        text = replace(text, correction="", expires_at="")
        return create_article(snapshot=text, by=by, note=_("Copied from No. %(id)d.") % {"id": article_id})
