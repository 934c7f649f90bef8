import re

from django.db import migrations

PLAYED = re.compile(r"/media/(files/[0-9a-f]{2}/[0-9a-f]{32}\.(?:mp4|webm))")


def fill(apps, schema_editor):
    """Give live video stories the length of the file that they play; drafts get theirs when they are saved."""
    lengths = dict(apps.get_model("news", "MediaFile").objects.filter(kind="video").values_list("file", "seconds"))
    if not lengths:
        return
    articles = apps.get_model("news", "Article").objects
    playing = articles.filter(kind="video", seconds=None, body__contains="<video")
    for number in list(playing.values_list("pk", flat=True)):
        body = articles.values_list("body", flat=True).get(pk=number)
        seconds = next((lengths[name] for name in PLAYED.findall(body) if lengths.get(name)), None)
        if seconds:
            articles.filter(pk=number).update(seconds=seconds)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0033_video_length"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
