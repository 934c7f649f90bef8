import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0009_picture_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FetchJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(blank=True, max_length=2000, verbose_name="original address")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created")),
                ("started_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fetching of pictures",
                "verbose_name_plural": "fetchings of pictures",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RemotePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("url", models.CharField(max_length=2000, verbose_name="address")),
                ("digest", models.CharField(db_index=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "on its way"), ("done", "fetched"), ("failed", "not fetched")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                (
                    "image",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.image",
                        verbose_name="picture",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="news.fetchjob",
                        verbose_name="fetching of pictures",
                    ),
                ),
            ],
            options={
                "verbose_name": "remote picture",
                "verbose_name_plural": "remote pictures",
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="fetchjob",
            index=models.Index(fields=["created_at"], name="fetch_job_created"),
        ),
        migrations.AddConstraint(
            model_name="remotepicture",
            constraint=models.UniqueConstraint(fields=("job", "digest"), name="remote_picture_once_in_a_job"),
        ),
        migrations.AddConstraint(
            model_name="remotepicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "failed"])), name="remote_picture_state_known"
            ),
        ),
    ]
