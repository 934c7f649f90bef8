from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0032_unclear_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="seconds",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="length of the video in seconds"),
        ),
    ]
