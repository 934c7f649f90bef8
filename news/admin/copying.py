"""A story copied into a new draft, from the writing page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.admin.asking import asker
from news.editorial.copying import copy_article
from news.errors import Refused


@require_POST
def copy_story(request: HttpRequest, article_id: int) -> HttpResponse:
    """Make the copy and open it; a refusal is said on the page of the story it was asked for."""
    if not (request.user.has_perm("news.view_article") and request.user.has_perm("news.add_article")):
        raise PermissionDenied
    try:
        copy = copy_article(article_id, by=asker(request))
    except Refused as error:
        if error.code == "missing":
            raise Http404(str(error)) from error
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article_id]))
    messages.success(request, _("This is a new draft with the text of No. %(id)d.") % {"id": article_id})
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[copy.pk]))
