"""Where a picture is now that was replaced and left its address (``editorial.retiring`` writes the redirect)."""

import re

from django.conf import settings

from news.models import Image, Redirect

# A file or one of its copies: (what is named by content) - shape - focal point - width . ending
NAME = re.compile(
    r"images/(?P<stem>[0-9a-f]{2}/[0-9a-f]{24})(?:-(?P<shape>[a-z]+)-\d+x\d+)?(?:-(?P<width>\d{1,5}))?\.(?P<ending>\w{3,4})"
)


def moved_to(path: str) -> str | None:
    """Return where a file below the media folder, or a copy of it, is to be had now; None if it is unknown.

    A copy leads to the like copy of the newer picture, else to the smallest that is wide enough. At most two queries.
    """
    found = NAME.fullmatch(path)
    if found is None:
        return None
    olds = [f"{settings.MEDIA_URL}images/{found['stem']}.{ending}" for ending in ("jpg", "png")]
    target = Redirect.objects.filter(old_path__in=olds).values_list("new_path", flat=True).first()
    if target is None or not found["width"]:
        return target
    newer = Image.objects.at([target]).get(target)
    if newer is None:
        return target
    shape, width = found["shape"] or "", int(found["width"])
    if found["ending"] in newer.formats and width in newer.made(shape):
        return newer.rendition(width, shape, found["ending"])
    return newer.plain(width, shape)
