"""What is said about a text before it goes out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from news.editorial import publication
from news.editorial.checking import look_over
from news.enums import BylineRole, CheckLevel, Origin
from news.models import Article, Channel
from news.rules.findings import Facts, findings
from news.rules.snapshot import Credit, Snapshot

GOOD = Snapshot(
    title="城市书房夜间开放",
    summary="摘要。",
    body=(
        '<p>文</p><figure><img src="/media/a.jpg" alt="夜里的书房"><figcaption>书房。'
        '<span class="credit">陆拾遗 摄</span></figcaption></figure>'
    ),
    channel=1,
    source="河湾网",
    byline=(Credit(BylineRole.REPORTER, "沈知禾"),),
    editors=("顾青简",),
)


def ids(text: Snapshot, facts: Facts | None = None) -> list[str]:
    return [item.id for item in findings(text, facts or Facts())]


def test_a_finished_text_has_no_findings() -> None:
    assert ids(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"channel": None}, ["blocked_channel"]),
        ({"body": ""}, ["blocked_body"]),
        ({"origin": Origin.REPRINT, "source": ""}, ["no_origin"]),
        ({"source": ""}, ["no_source"]),
        ({"editors": ()}, ["no_editor"]),
        ({"byline": ()}, ["no_byline"]),
        ({"byline": (), "origin": Origin.REPRINT}, []),
        ({"summary": ""}, ["no_summary"]),
        ({"title": "长" * 31}, ["long_title"]),
        ({"body": '<p><img src="/media/a.jpg" alt="夜里的书房"></p>'}, ["no_caption"]),
        (
            {"body": '<figure><img src="/media/a.jpg" alt=""><figcaption>书房。陆拾遗 摄</figcaption></figure>'},
            ["no_alt"],
        ),
        (
            {"body": '<figure><img src="/media/a.jpg" alt="夜里的书房"><figcaption>书房。</figcaption></figure>'},
            ["no_credit"],
        ),
    ],
)
def test_each_fault_is_found_alone(changes: dict[str, object], found: list[str]) -> None:
    assert ids(replace(GOOD, **changes)) == found  # type: ignore[arg-type]


def test_what_blocks_comes_first_and_pictures_are_numbered() -> None:
    text = replace(GOOD, channel=None, body=GOOD.body + '<figure><img src="/media/b.jpg" alt="另一张图"></figure>')
    found = findings(text, Facts())
    assert [item.level for item in found] == [CheckLevel.BLOCK, CheckLevel.HINT]
    assert "2" in found[1].where


@pytest.mark.django_db
def test_same_headline_and_dead_links_are_known_from_the_site(
    make_article: Callable[..., Article], chief: User, yaowen: Channel
) -> None:
    first = make_article("城市书房夜间开放")
    gone = make_article("撤下的")
    publication.unpublish(gone.pk, by=chief, note="x")
    body = (
        f'<p><a href="{first.address}#x">好</a><a href="{gone.address}">坏</a><a href="/nowhere/">坏</a>'
        '<a href="/news/yaowen/">好</a><a href="/news/yaowen/2026-01-02/">好</a><a href="/hot/">好</a><a href="/about/">好</a>'
        '<a href="/series/hewan/">好</a><a href="/keywords/书房/">好</a><a href="https://example.org/">外</a></p>'
    )
    text = replace(GOOD, body=body)
    found = look_over(text, article_id=None)
    assert [item.id for item in found] == ["same_title", "dead_link", "dead_link"]
    assert [item.id for item in look_over(text, article_id=first.pk)] == ["dead_link", "dead_link"]
    publication.unpublish(first.pk, by=chief, note="x")
    assert "same_title" not in [item.id for item in look_over(text, article_id=None)]
