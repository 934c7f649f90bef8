import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0025_breaking_news"),
    ]

    operations = [
        migrations.AlterField(
            model_name="channel",
            name="list_style",
            field=models.CharField(
                choices=[
                    ("text", "headlines"),
                    ("thumbs", "headlines with thumbnails"),
                    ("pictures", "pictures"),
                    ("video", "videos"),
                ],
                default="thumbs",
                max_length=10,
                verbose_name="list style",
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                (
                    "slug",
                    models.CharField(
                        help_text="Lower-case letters, digits, hyphens.",
                        max_length=60,
                        unique=True,
                        verbose_name="address segment",
                    ),
                ),
                ("kicker", models.CharField(blank=True, max_length=40, verbose_name="kicker")),
                ("intro", models.CharField(blank=True, max_length=400, verbose_name="introduction")),
                (
                    "opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Readers see it from then on. Empty: a draft.",
                        null=True,
                        verbose_name="opens",
                    ),
                ),
                (
                    "closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on it stands among those that have ended; it stays readable.",
                        null=True,
                        verbose_name="ends",
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Small numbers come first.", verbose_name="position"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "banner",
                    models.ForeignKey(
                        blank=True,
                        help_text="A wide picture of the library.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="news.image",
                        verbose_name="banner",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["position", "-pk"],
                "permissions": [("launch_topic", "Can put topics before readers")],
            },
        ),
        migrations.CreateModel(
            name="TopicSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(max_length=40, verbose_name="heading")),
                (
                    "style",
                    models.CharField(
                        choices=[
                            ("heads", "the first large, the others as headlines"),
                            ("text", "headlines"),
                            ("thumbs", "headlines with thumbnails"),
                            ("pictures", "pictures"),
                        ],
                        default="heads",
                        max_length=10,
                        verbose_name="style",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveSmallIntegerField(default=6, verbose_name="how many stories")),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "keyword",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.keyword",
                        verbose_name="keyword",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="news.topic"
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["position", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("line", models.CharField(max_length=120, verbose_name="line")),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.article",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="news.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicStory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="news.article"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories", to="news.topicsection"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories", to="news.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="topic_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[a-z0-9-]+$")), name="topic_slug_is_legal"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), _negated=True),
                name="topic_slug_is_no_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at", None),
                    models.Q(("closes_at__gt", models.F("opens_at")), ("opens_at__isnull", False)),
                    _connector="OR",
                ),
                name="topic_ends_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicsection",
            constraint=models.CheckConstraint(
                condition=models.Q(("heading", ""), _negated=True), name="topic_section_has_heading"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicsection",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", None), ("keyword", None), _connector="OR"),
                name="topic_section_has_one_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicsection",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 40)), name="topic_section_count_is_legal"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("line", ""), _negated=True), name="topic_step_has_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicstory",
            constraint=models.UniqueConstraint(fields=("topic", "article"), name="topic_story_once"),
        ),
    ]
