"""Partial indexes for the filters of the desk's list of articles that keep few rows."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Each is in the order of the list: the last change first."""

    dependencies = [("news", "0036_register_looked_through")]

    operations = [
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["review", "-changed_at", "-id"],
                name="article_at_work",
                condition=Q(deleted_at=None) & ~Q(review="none") & ~Q(review="signed_off"),
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["-changed_at", "-id"], name="article_never", condition=Q(deleted_at=None, published_at=None)
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["withdrawal", "-changed_at", "-id"],
                name="article_withdrawn",
                condition=Q(deleted_at=None) & ~Q(withdrawal=""),
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["-changed_at", "-id"],
                name="article_ending",
                condition=Q(deleted_at=None, expires_at__isnull=False),
            ),
        ),
    ]
