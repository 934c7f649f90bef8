from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0027_ads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("corrected_at__isnull", False)),
                fields=["-corrected_at", "-id"],
                name="article_corrected",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("withdrawal", "retracted")),
                fields=["-withdrawn_at", "-id"],
                name="article_retracted",
            ),
        ),
    ]
