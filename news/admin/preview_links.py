"""The desk's page of preview links: make one, copy it, withdraw it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial.access import display_name
from news.editorial.previews import make_link, revoke_link
from news.errors import Refused
from news.models import Article, PreviewLink
from news.reading.chrome import absolute

DAYS = (1, 3, 7, 30)
SHOWN = 50


class PreviewLinkPages:
    """A page on the article's admin; its acts are POST and ask ``editorial`` for permission."""

    admin_site: Any
    opts: Any

    def find(self, object_id: str) -> Article:
        """Return the article or raise Http404; given by ArticleFormViews."""
        raise NotImplementedError

    def preview_links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the links of an article; make or withdraw one."""
        if not request.user.has_perm("news.change_article"):
            raise PermissionDenied
        article = self.find(object_id)
        if request.method == "POST":
            self._change_links(request, article)
            return HttpResponseRedirect(reverse("admin:news_article_preview_links", args=[article.pk]))
        now = timezone.now()
        links = [
            {
                "link": link,
                "address": absolute(link.get_absolute_url()),
                "holds": link.holds(now),
                "by": display_name(link.created_by) if link.created_by else "",
            }
            for link in PreviewLink.objects.filter(revision__article=article).select_related("revision", "created_by")[
                :SHOWN
            ]
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview links"),
            "subtitle": str(article),
            "opts": self.opts,
            "article": article,
            "links": links,
            "days": DAYS,
        }
        return TemplateResponse(request, "admin/news/article/preview_links.html", context)

    def _change_links(self, request: HttpRequest, article: Article) -> None:
        try:
            revoked = number(request.POST.get("revoke", ""))
            if revoked is not None:
                revoke_link(revoked, article_id=article.pk, by=asker(request))
                messages.success(request, _("The link was withdrawn; whoever opens it is told so."))
            else:
                days = number(request.POST.get("days", "")) or 0
                note = request.POST.get("note", "")
                make_link(article.pk, by=asker(request), days=days, note=note)
                messages.success(request, _("The link is ready. It shows the text as it is now, not what follows."))
        except Refused as error:
            messages.error(request, str(error))
