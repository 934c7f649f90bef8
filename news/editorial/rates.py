"""How often somebody may ask."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from news.models import RateCount

WINDOW = 60  # seconds


def may_ask(use: str, who: str, limit: int, now: datetime | None = None) -> bool:
    """Count one request of ``who`` (an address) for ``use``; False once ``limit`` in this minute is passed.

    The count is in the database, so that it holds over workers and hosts; the address is stored only as an HMAC.
    Old rows go with the first request of a new window.
    """
    window = int((now or timezone.now()).timestamp()) // WINDOW * WINDOW
    key = hmac.new(settings.SECRET_KEY.encode(), f"{use}|{who}".encode(), sha256).hexdigest()
    with transaction.atomic():
        row, created = RateCount.objects.get_or_create(key=key, window=window)
        RateCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
        if created:
            RateCount.objects.filter(window__lt=window - 10 * WINDOW).delete()
    return row.count <= limit
