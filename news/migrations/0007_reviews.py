import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0006_title_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="by")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("article", "article"),
                            ("channel", "channel"),
                            ("setting", "setting"),
                            ("permission", "permission"),
                            ("login", "sign-in"),
                            ("library", "library"),
                        ],
                        max_length=12,
                        verbose_name="area",
                    ),
                ),
                ("act", models.CharField(max_length=24, verbose_name="act")),
                ("thing", models.CharField(blank=True, max_length=60, verbose_name="of what kind")),
                ("thing_id", models.CharField(blank=True, max_length=40)),
                ("thing_name", models.CharField(blank=True, max_length=200, verbose_name="what")),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="changes")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="IP address")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="ChannelScope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("write", "writing"),
                            ("first", "first review"),
                            ("second", "second review"),
                            ("final", "final review"),
                        ],
                        max_length=8,
                        verbose_name="act",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel scope",
                "verbose_name_plural": "channel scopes",
            },
        ),
        migrations.CreateModel(
            name="CheckOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_hash", models.CharField(max_length=64)),
                ("checks", models.JSONField(verbose_name="checks")),
                ("by_name", models.CharField(max_length=80, verbose_name="by")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "overridden check",
                "verbose_name_plural": "overridden checks",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="CheckRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_id", models.CharField(max_length=30, unique=True, verbose_name="check")),
                (
                    "level",
                    models.CharField(
                        choices=[("hint", "hint"), ("block", "block")], max_length=8, verbose_name="weight"
                    ),
                ),
            ],
            options={
                "verbose_name": "weight of a check",
                "verbose_name_plural": "weights of checks",
                "ordering": ["check_id"],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("first", "first review"), ("second", "second review"), ("final", "final review")],
                        max_length=8,
                        verbose_name="level",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended early")),
            ],
            options={
                "verbose_name": "deputy",
                "verbose_name_plural": "deputies",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeskProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mail_notices", models.BooleanField(default=False, verbose_name="notices by e-mail too")),
            ],
            options={
                "verbose_name": "desk profile",
                "verbose_name_plural": "desk profiles",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DeskRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_first", models.PositiveIntegerField(default=120, verbose_name="first review, minutes")),
                ("due_second", models.PositiveIntegerField(default=120, verbose_name="second review, minutes")),
                ("due_final", models.PositiveIntegerField(default=60, verbose_name="final review, minutes")),
                (
                    "due_urgent",
                    models.PositiveIntegerField(default=20, verbose_name="urgent stories, minutes at each level"),
                ),
            ],
            options={
                "verbose_name": "review times",
                "verbose_name_plural": "review times",
            },
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="note")),
            ],
            options={
                "verbose_name": "duty shift",
                "verbose_name_plural": "duty roster",
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "waiting for your review"),
                            ("returned", "returned"),
                            ("rejected", "rejected"),
                            ("passed", "passed"),
                            ("published", "published"),
                            ("scheduled", "scheduled"),
                            ("withdrawn", "taken off the site"),
                            ("overdue", "overdue"),
                            ("handed_over", "handed over to you"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="headline")),
                ("actor_name", models.CharField(blank=True, max_length=80, verbose_name="by")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("review_round", models.PositiveIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("first", "first review"), ("second", "second review"), ("final", "final review")],
                        max_length=8,
                        verbose_name="level",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("pass", "passed"),
                            ("amend", "edited and passed"),
                            ("sign_off", "signed off"),
                            ("fast", "signed off in the fast lane"),
                            ("return", "returned"),
                            ("reject", "rejected"),
                        ],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("by_name", models.CharField(max_length=80, verbose_name="by")),
                ("as_deputy", models.BooleanField(default=False, verbose_name="as deputy")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("content_hash", models.CharField(max_length=64)),
                ("base_hash", models.CharField(max_length=64)),
                (
                    "returned_to",
                    models.CharField(
                        blank=True,
                        choices=[("first", "first review"), ("second", "second review"), ("final", "final review")],
                        max_length=8,
                        verbose_name="returned to",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("seconds_at_desk", models.PositiveIntegerField(default=0, verbose_name="time at desk")),
            ],
            options={
                "verbose_name": "review record",
                "verbose_name_plural": "review records",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("wecom", "WeCom"), ("dingtalk", "DingTalk"), ("feishu", "Feishu")],
                        max_length=10,
                        verbose_name="service",
                    ),
                ),
                ("url", models.URLField(max_length=500, verbose_name="webhook address")),
                ("secret", models.CharField(blank=True, max_length=200, verbose_name="signing secret")),
                ("kinds", models.JSONField(default=list, verbose_name="told of")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "last_sent_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last sent"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="last error"),
                ),
            ],
            options={
                "verbose_name": "group robot",
                "verbose_name_plural": "group robots",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("publish_article", "Can publish articles"),
                    ("withdraw_article", "Can unpublish and retract articles"),
                    ("review_first", "Can do the first review"),
                    ("review_second", "Can do the second review"),
                    ("sign_off_article", "Can do the final review and sign off"),
                    ("fast_article", "Can sign off in the fast lane"),
                    ("override_check", "Can override a check that blocks"),
                    ("release_hold", "Can release and hand over what others hold"),
                ],
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_review_is_known",
        ),
        migrations.AddField(
            model_name="article",
            name="amending",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="article",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="article",
            name="embargo_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not public before"),
        ),
        migrations.AddField(
            model_name="article",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="held since"),
        ),
        migrations.AddField(
            model_name="article",
            name="held_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="held by",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("first", "first review"), ("second", "second review"), ("final", "final review")],
                default="",
                max_length=8,
                verbose_name="waits for",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="returned"),
        ),
        migrations.AddField(
            model_name="article",
            name="review_round",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="article",
            name="submitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="submitted by",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="urgent",
            field=models.BooleanField(default=False, verbose_name="urgent"),
        ),
        migrations.AddField(
            model_name="article",
            name="waiting_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="waiting since"),
        ),
        migrations.AddField(
            model_name="channel",
            name="review_levels",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(3, "three: first, second, final"), (2, "two: first, final"), (1, "one: final only")],
                help_text="Left empty it is that of the channel above; three at the top.",
                null=True,
                verbose_name="review levels",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("first", "first review"), ("second", "second review"), ("final", "final review")],
                default="",
                max_length=8,
                verbose_name="edited at",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="review",
            field=models.CharField(
                choices=[
                    ("none", "no changes"),
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("first", "first review passed"),
                    ("second", "second review passed"),
                    ("signed_off", "signed off"),
                    ("withheld", "withheld"),
                    ("rejected", "rejected"),
                ],
                default="none",
                max_length=12,
                verbose_name="review",
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="verb",
            field=models.CharField(
                choices=[
                    ("create", "create"),
                    ("edit", "edit"),
                    ("amend", "edit while reviewing"),
                    ("autosave", "autosave"),
                    ("submit", "submit for review"),
                    ("withdraw", "take back"),
                    ("pass", "pass"),
                    ("sign_off", "sign off"),
                    ("fast", "sign off in the fast lane"),
                    ("return", "return"),
                    ("reject", "reject"),
                    ("withhold", "withhold"),
                    ("release", "release"),
                    ("embargo", "embargo"),
                    ("publish", "publish"),
                    ("schedule", "schedule"),
                    ("correct", "correct"),
                    ("unpublish", "unpublish"),
                    ("retract", "retract"),
                    ("restore", "restore"),
                    ("delete", "delete"),
                    ("undelete", "undelete"),
                    ("override", "override a check"),
                    ("hand_over", "hand over"),
                ],
                max_length=12,
                verbose_name="act",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(models.Q(("level", ""), _negated=True), ("deleted_at", None)),
                fields=["level", "due_at", "id"],
                name="article_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["author", "-changed_at"], name="article_author"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("held_at__isnull", False)), fields=["held_by", "-held_at"], name="article_held"
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["by", "-id"], name="record_by_person"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["at"], name="record_at"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "review__in",
                        ["none", "draft", "submitted", "first", "second", "signed_off", "withheld", "rejected"],
                    )
                ),
                name="article_review_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at", None),
                        ("level", ""),
                        ("review__in", ["none", "draft", "signed_off", "withheld", "rejected"]),
                        ("waiting_since", None),
                    ),
                    models.Q(
                        ("due_at__isnull", False),
                        ("level__in", ["first", "second", "final"]),
                        ("review__in", ("submitted", "first", "second")),
                        ("waiting_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="article_waits_only_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("amending", False), ("held_at__isnull", False), _connector="OR"),
                name="article_amended_by_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_levels", None), ("review_levels__in", [1, 2, 3]), _connector="OR"),
                name="channel_review_levels_are_legal",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="channelscope",
            name="channel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="news.channel",
                verbose_name="channel",
            ),
        ),
        migrations.AddField(
            model_name="channelscope",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="channel_scopes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="checkoverride",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overrides",
                to="news.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="checkoverride",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="checkoverride",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.revision",
                verbose_name="version",
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="lent_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="lent by",
            ),
        ),
        migrations.AddField(
            model_name="deputy",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deputyships",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="deskprofile",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="desk_profile",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="deskrules",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="desk_rules_one_row"),
        ),
        migrations.AddConstraint(
            model_name="deskrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_final__gt", 0), ("due_first__gt", 0), ("due_second__gt", 0), ("due_urgent__gt", 0)
                ),
                name="desk_rules_times_are_positive",
            ),
        ),
        migrations.AddField(
            model_name="dutyshift",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duty_shifts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="news.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="reviewrecord",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="news.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="reviewrecord",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.revision",
                verbose_name="version before the edit",
            ),
        ),
        migrations.AddField(
            model_name="reviewrecord",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="reviewrecord",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.revision",
                verbose_name="version",
            ),
        ),
        migrations.AddField(
            model_name="robot",
            name="channel",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="news.channel",
                verbose_name="channel",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["at"], name="audit_at"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["by", "-id"], name="audit_by"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["area", "-id"], name="audit_area"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["thing", "thing_id", "-id"], name="audit_thing"),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("area__in", ["article", "channel", "setting", "permission", "login", "library"])),
                name="audit_area_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelscope",
            constraint=models.UniqueConstraint(fields=("person", "act", "channel"), name="channel_scope_once"),
        ),
        migrations.AddConstraint(
            model_name="channelscope",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["write", "first", "second", "final"])),
                name="channel_scope_act_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="checkoverride",
            index=models.Index(fields=["article", "-id"], name="override_of_article"),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="deputy_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["first", "second", "final"])), name="deputy_level_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="dutyshift",
            index=models.Index(fields=["ends_at", "starts_at"], name="duty_shift_now"),
        ),
        migrations.AddConstraint(
            model_name="dutyshift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="duty_shift_ends_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "-id"], name="notice_of_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="notice_unread"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["article", "kind", "-id"], name="notice_of_article"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "submitted",
                            "returned",
                            "rejected",
                            "passed",
                            "published",
                            "scheduled",
                            "withdrawn",
                            "overdue",
                            "handed_over",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewrecord",
            index=models.Index(fields=["article", "-id"], name="review_of_article"),
        ),
        migrations.AddIndex(
            model_name="reviewrecord",
            index=models.Index(fields=["by", "-id"], name="review_by_person"),
        ),
        migrations.AddIndex(
            model_name="reviewrecord",
            index=models.Index(fields=["at"], name="review_at"),
        ),
        migrations.AddConstraint(
            model_name="reviewrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["first", "second", "final"])), name="review_record_level_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["pass", "amend", "sign_off", "fast", "return", "reject"])),
                name="review_record_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["wecom", "dingtalk", "feishu"])), name="robot_kind_is_known"
            ),
        ),
    ]
