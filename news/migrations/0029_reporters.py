import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0028_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bylining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="channel",
            name="channel_path_is_not_reserved",
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path__regex",
                        "^(admin|media|static|keywords|topics|search|about|staff|disclaimer|advertise|contact|join|sitemap|mobile|series|corrections|reporters|feed|preview|healthz|hits|hot|api|styleguide|qr|metrics|accounts)(/|$)",
                    ),
                    _negated=True,
                ),
                name="channel_path_is_not_reserved",
            ),
        ),
        migrations.AddField(
            model_name="bylining",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bylinings", to="news.article"
            ),
        ),
        migrations.AddField(
            model_name="bylining",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bylinings", to="news.staffmember"
            ),
        ),
        migrations.AddIndex(
            model_name="bylining",
            index=models.Index(fields=["staff", "-published_at", "-article"], name="bylining_newest"),
        ),
        migrations.AddConstraint(
            model_name="bylining",
            constraint=models.UniqueConstraint(fields=("article", "staff"), name="bylining_once"),
        ),
    ]
