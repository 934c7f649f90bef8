"""What stands at the top of a story is asked for at once, what stands below the fold when a reader comes near."""

import io
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from news.editorial.pictures import add_picture
from news.media.renditions import make_renditions
from news.models import Article, Image
from news.reading.prose import NEAR, SIZES
from tests.pictures import picture

PRELOAD = re.compile(r'<link rel="preload" as="image"[^>]*>')
HEAD = re.compile(r"<head>(.*)</head>", re.DOTALL)


@pytest.fixture
def photo(chief: User) -> Image:
    data = picture(1600, 1000)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt="河湾", caption="河湾。", credit="甲 摄")
    make_renditions.enqueue(image.pk)
    return Image.objects.get(pk=image.pk)


def figure(image: Image) -> str:
    return f'<figure><img src="{image.file.url}" alt="河湾"><figcaption>河湾。</figcaption></figure>'


@pytest.fixture
def shown(make_article: Callable[..., Article], client: Client) -> Callable[[str], str]:
    return lambda body: client.get(make_article(body=body).address).content.decode()


def test_the_picture_under_the_headline_is_preloaded_as_its_tag_has_it(
    photo: Image, shown: Callable[[str], str]
) -> None:
    page = shown(f"<p>{'字' * NEAR}</p>{figure(photo)}<p>文。</p>{figure(photo)}")
    (link,) = PRELOAD.findall(page)
    kind, srcset = photo.sources()[0]
    assert kind == "image/avif"
    assert f'type="{kind}" imagesrcset="{srcset}" imagesizes="{SIZES}" fetchpriority="high"' in link
    head = HEAD.search(page)
    assert head is not None
    assert link in head[1]
    assert f'<source type="{kind}" srcset="{srcset}" sizes="{SIZES}">' in page
    first, second = re.findall(r'<img[^>]*alt="河湾"[^>]*>', page)
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in second
    assert "fetchpriority" not in second


@pytest.mark.parametrize("before", [f"<p>{'字' * (NEAR + 1)}</p>", f"<h2>{'字' * NEAR}</h2><p>字</p>"])
def test_a_picture_far_down_waits_for_its_reader(before: str, photo: Image, shown: Callable[[str], str]) -> None:
    page = shown(f"{before}{figure(photo)}")
    assert not PRELOAD.findall(page)
    (tag,) = re.findall(r'<img[^>]*alt="河湾"[^>]*>', page)
    assert 'loading="lazy"' in tag
    assert "fetchpriority" not in tag


def test_a_story_of_words_preloads_nothing(shown: Callable[[str], str]) -> None:
    assert not PRELOAD.findall(shown("<p>只有文字。</p>"))
