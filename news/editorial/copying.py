"""A story written again: its working text as the first draft of a new one."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import create_article, locked, snapshot_of_live
from news.editorial.cases import words_in
from news.errors import BadInput
from news.models import Article, OldWords


def copy_article(article_id: int, *, by: User) -> Article:
    """Start a new draft with the working text of an article; the article itself stays as it is.

    Everything of the text comes along, the headline too (the check for like headlines then says that there is an
    older one), except what belongs to the one publication: its correction and the time until which it is public.
    Reviews, sign-offs and dates are the article's, not the text's: the copy has none. Whose words were not signed off
    yet stays with the text: they review the copy no more than they do the story. The record of the new draft names
    where it comes from. Raises NotAllowed, BadInput.
    """
    require(by, "news.view_article", _("copy a story"))
    require(by, "news.add_article", _("copy a story"))
    with transaction.atomic():
        with locked(article_id) as article:
            if article.deleted_at:
                raise BadInput(_("The article is in the recycle bin; take it out first."), "deleted")
            revision = article.working_revision
            text = revision.snapshot if revision else snapshot_of_live(article)
            words = words_in(article, revision) if revision else []
        text = replace(text, correction="", expires_at="")
        copy = create_article(snapshot=text, by=by, note=_("Copied from No. %(id)d.") % {"id": article_id})
        # Without a level: what was 审改 there is plain writing here.
        people = sorted({each.person for each in words if each.person})
        OldWords.objects.bulk_create(OldWords(revision=copy.working_revision, person_id=pk) for pk in people)
        return copy
