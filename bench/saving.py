"""What pressing 保存 costs: a story of 2,000 characters with 3 pictures, changed a little each time and saved.

form_save_p50_ms  form_save_p95_ms   from the request to the answer, in process: cleaned, its pictures looked up, a new
                                     revision cut and recorded; at least a hundred saves of one story
"""

import io
import statistics
import time
from collections.abc import Callable

SAVES, WARM_UP = 120, 5
CHARACTERS, PICTURES = 2_000, 3
SENTENCE = "清晨五点的早市已经开张，摊主们把刚摘下来的蔬菜摆得整整齐齐。"


def text(pictures: list[str], turn: int) -> str:
    """Return the body as the editor posts it the ``turn``-th time."""
    whole = CHARACTERS // len(SENTENCE)
    paragraphs = [f"<p>{SENTENCE * 4}</p>" for _number in range(whole // 4)]
    for place, address in enumerate(pictures):
        figure = (
            f'<figure><img src="{address}" alt="早市上的摊位"><figcaption>早市第{place}景。甲 摄</figcaption></figure>'
        )
        paragraphs.insert(place * 5 + 2, figure)
    return f"<p>第{turn}次改动的导语。</p>{''.join(paragraphs)}"


def measure(say: Callable[[str, float, str], None], saves: int = SAVES) -> None:
    """Report the median and the 95th percentile; Django is set up already and the database has a site."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - the settings read the environment that main() has made
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415
    from lxml import html  # noqa: PLC0415
    from PIL import Image as Pillow  # noqa: PLC0415

    from news.editorial.articles import create_article  # noqa: PLC0415
    from news.editorial.pictures import add_picture  # noqa: PLC0415
    from news.models import Article, Channel  # noqa: PLC0415
    from news.rules.snapshot import Snapshot  # noqa: PLC0415

    writer = User.objects.filter(is_superuser=True).order_by("pk")[0]
    channel = Channel.objects.without_tree_fields().order_by("pk")[0]
    addresses = []
    for number in range(PICTURES):
        file = io.BytesIO()
        Pillow.linear_gradient("L").resize((1200 + number, 800)).convert("RGB").save(file, "JPEG")
        image, _new = add_picture(file, file.tell(), by=writer)
        addresses.append(image.file.url)
    article = create_article(
        snapshot=Snapshot(title="早市开张第一天", body=text(addresses, -1), channel=channel.pk), by=writer
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(writer)
    address = reverse("admin:news_article_change", args=[article.pk])
    page = html.fromstring(client.get(address).content)
    fields = dict(page.get_element_by_id("article_form").form_values())
    before = article.revisions.count()
    times = []
    for turn in range(saves + WARM_UP):
        newest = Article.objects.values_list("working_revision", flat=True).get(pk=article.pk)
        sent = fields | {"body": text(addresses, turn), "based_on": newest, "_continue": "1"}
        start = time.perf_counter()
        answer = client.post(address, sent)
        elapsed = (time.perf_counter() - start) * 1000
        if answer.status_code != 302:
            raise SystemExit(f"bench: saving answered {answer.status_code}")
        if turn >= WARM_UP:
            times.append(elapsed)
    if article.revisions.count() != before + saves + WARM_UP:
        raise SystemExit("bench: not every save cut a revision")
    say("form_save_p50_ms", statistics.median(times), "ms")
    say("form_save_p95_ms", statistics.quantiles(times, n=20)[-1], "ms")
