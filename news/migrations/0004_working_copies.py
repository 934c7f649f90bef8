import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0003_preview_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to="news.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.revision",
                        verbose_name="version",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "working copy",
                "verbose_name_plural": "working copies",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("article", "person"), name="working_copy_one_per_article"),
                    models.UniqueConstraint(
                        condition=models.Q(("article", None)), fields=("person",), name="working_copy_one_new_story"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article__isnull", False), ("based_on", None), _connector="OR"),
                        name="working_copy_new_has_no_base",
                    ),
                ],
            },
        ),
    ]
