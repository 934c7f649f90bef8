"""A text as a value: what an older schema wrote keeps its hash; kinds and labels."""

from dataclasses import replace
from typing import Any

import pytest

from news.enums import Kind
from news.rules.checks import publication_problems
from news.rules.snapshot import Snapshot

# A revision as the first schema wrote it, and the hash that was stored with it then.
OLD: dict[str, Any] = {
    "schema": 1,
    "title": "城市书房夜间开放",
    "kicker": "文化",
    "subhead": "",
    "short_title": "",
    "summary": "",
    "body": "<p>正文第一段。</p>",
    "channel": 7,
    "also_in": [3, 9],
    "origin": "original",
    "source": "河湾网",
    "original_url": "",
    "byline": [{"role": "reporter", "name": "沈知禾", "staff": 4}],
    "editors": ["何青禾"],
    "keywords": ["书房", "夜读"],
    "cover": 12,
    "notice": None,
    "ai_generated": True,
    "editors_note": "",
    "correction": "",
    "expires_at": "2027-01-01T00:00:00+08:00",
}
OLD_HASH = "7173762ad938e6ba16b124663fe45661e3a31af4d84b203d2ed095f59c7136b3"
TEXT = Snapshot(title="标题", channel=1, body="<p>正文。</p>")
PICTURE = '<figure><img src="/media/a.jpg" alt=""></figure>'


def test_a_revision_of_the_first_schema_keeps_its_hash_and_its_json() -> None:
    text = Snapshot.from_json(OLD)
    assert text.content_hash == OLD_HASH
    assert text.as_json() == {**OLD, "byline": tuple(OLD["byline"])} | {
        key: tuple(OLD[key]) for key in ("also_in", "editors", "keywords")
    }
    assert text.clean().content_hash == OLD_HASH  # and so it is for a form that saves it unchanged
    assert (text.kind, text.link, text.series, text.labels) == ("story", "", None, ["ai"])


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "gallery"},
        {"link": "https://elsewhere.example/"},
        {"series": 3},
        {"series": 3, "series_place": 2},
        {"no_cover": True},
        {"minors": True},
        {"advertisement": True},
    ],
)
def test_what_the_second_schema_adds_is_part_of_the_hash_and_reads_back(fields: dict[str, Any]) -> None:
    text = replace(TEXT, **fields).clean()
    assert text.as_json()["schema"] == 2
    assert text.content_hash != TEXT.content_hash
    assert Snapshot.from_json(text.as_json()) == text


def test_the_length_of_a_video_belongs_to_the_third_schema_and_to_videos() -> None:
    text = replace(TEXT, kind="video", seconds=192).clean()
    assert text.as_json()["schema"] == 3
    assert Snapshot.from_json(text.as_json()) == text
    assert replace(text, kind="story").clean().seconds == 0


def test_a_later_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="newer version"):
        Snapshot.from_json({**OLD, "schema": 4})


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, set()),
        ({"kind": "gallery", "body": PICTURE}, {"body"}),
        ({"kind": "gallery", "body": PICTURE * 2}, set()),
        ({"kind": "video"}, {"body"}),
        ({"kind": "video", "link": "https://video.example/1"}, set()),
        ({"kind": "video", "body": '<figure><video src="/media/a.mp4"></video></figure>'}, set()),
        ({"kind": "link", "body": ""}, {"link", "body"}),
        ({"kind": "link", "body": "", "link": "https://elsewhere.example/a?b=c"}, set()),
        ({"kind": "story", "body": "", "link": "https://elsewhere.example/"}, {"body"}),
        ({"kind": "poem"}, {"kind"}),
        ({"series": 1, "series_place": 0}, {"series_place"}),
    ],
)
def test_what_each_kind_promises(fields: dict[str, Any], wrong: set[str]) -> None:
    assert set(publication_problems(replace(TEXT, **fields))) == wrong


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host.example/",
        "ftp://host.example/",
        "https:/host.example",
        "http://x",
        "https://user:pw@host.example/",
        "https://host.example/\\evil",
        "https://host.example:99999/",
        "https://host .example/",
        "https://a.example/\nX",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_of_the_webs_is_refused(link: str) -> None:
    assert "link" in publication_problems(replace(TEXT, kind=Kind.LINK, link=link))
