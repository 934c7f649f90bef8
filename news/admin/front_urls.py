"""The addresses under /admin/front/. Each view checks its own permission."""

from functools import partial

from django.contrib import admin
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from news.admin.front import front_page
from news.admin.front_edit import block_page, card_page
from news.admin.front_launch import history_page, launch_page, preview_frame, preview_page
from news.admin.front_push import push_page


def front_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the pages of the home page's layout, and the same for each channel's front."""
    wrap = site.admin_view
    found = [
        path("front/history/", wrap(partial(history_page, site)), name="desk_front_history"),
        path("front/launch/", wrap(require_POST(partial(launch_page, site))), name="desk_front_launch"),
        path("front/push/", wrap(partial(push_page, site)), name="desk_front_push"),
    ]
    for base, name in (("front/", "desk"), ("front/channel/<int:channel_id>/", "desk_channel")):
        found += [
            path(base, wrap(partial(front_page, site)), name=f"{name}_front"),
            path(f"{base}preview/", wrap(partial(preview_frame, site)), name=f"{name}_front_preview"),
            path(f"{base}preview/page/", wrap(preview_page), name=f"{name}_front_preview_page"),
            path(f"{base}block/<slug:block_id>/", wrap(partial(block_page, site)), name=f"{name}_front_block"),
            path(
                f"{base}block/<slug:block_id>/card/<slug:card_id>/",
                wrap(partial(card_page, site)),
                name=f"{name}_front_card",
            ),
        ]
    return found
