"""RateCount: how often somebody asked within a window, shared by every worker and host."""

from django.db import models


class RateCount(models.Model):
    """``key`` is a keyed hash of use and address, so that no reader's address is kept; ``window`` in epoch seconds."""

    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_one_row_per_window")]
        indexes = [models.Index(fields=["window"], name="rate_by_window")]

    def __str__(self) -> str:
        return f"{self.window} {self.count}"
