"""Places in a text that a picture is still to come to, filled in with what has been fetched meanwhile."""

from dataclasses import replace

from news.models import RemotePicture
from news.rules.snapshot import Snapshot
from news.text.pending import pending_pictures, with_pictures


def with_arrived(text: Snapshot) -> Snapshot:
    """Return the text with every remote picture that is in the library by now. One query where any is missing."""
    missing = pending_pictures(text.body)
    here = RemotePicture.objects.arrived(missing)
    return replace(text, body=with_pictures(text.body, here)) if here else text
