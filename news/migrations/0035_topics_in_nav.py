from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0034_video_length_of_live"),
    ]

    operations = [
        migrations.AddField(
            model_name="siteidentity",
            name="topics_in_nav",
            field=models.BooleanField(
                default=False,
                help_text="专题 stands behind the channels on every page.",
                verbose_name="topics in the navigation",
            ),
        ),
    ]
