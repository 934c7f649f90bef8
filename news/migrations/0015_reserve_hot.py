from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0014_hits")]

    operations = [
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
                        "^(admin|media|static|keywords|topics|search|about|staff|disclaimer|advertise|contact|join|sitemap|mobile|series|corrections|feed|preview|healthz|hits|hot|api|styleguide|qr|metrics|accounts)(/|$)",
                    ),
                    _negated=True,
                ),
                name="channel_path_is_not_reserved",
            ),
        ),
    ]
