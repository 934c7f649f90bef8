"""What is scheduled is checked for the day on which it goes out, and people hear of what would not pass any more."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.admin.schedule import schedule
from news.editorial import publication
from news.editorial.desk_rules import set_weights
from news.editorial.going_out import look_for_unclear
from news.editorial.pictures import add_picture
from news.enums import CheckLevel, NoticeKind
from news.errors import BadInput
from news.models import Article, Channel, Image, Notice
from tests.newsroom import clock, draft, person, rewrite, signed_off
from tests.pictures import picture

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=6)


@pytest.fixture
def image(chief: User) -> Image:
    data = picture(1200, 700)
    return add_picture(io.BytesIO(data), len(data), by=chief, alt="河面上的晨雾")[0]


@pytest.fixture
def scheduled(yaowen: Channel, reporter: User, image: Image) -> Callable[..., Article]:
    """Return a function that schedules a story with the picture, by the final reviewer."""

    def make(title: str = "河面晨雾", when: timedelta = SOON, **options: Any) -> Article:
        body = f'<p>文</p><figure><img src="{image.file.url}" alt="河面上的晨雾"></figure>'
        story = draft(yaowen, reporter, title, body=body)
        signed_off(story, reporter)
        return publication.publish(story.pk, by=person("chief"), at=timezone.now() + when, **options)

    return make


def noticed() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=NoticeKind.UNCLEAR, read_at=None).order_by("person__username")
    return list(rows.values_list("person__username", "note"))


def told(now: datetime) -> list[tuple[str, int]]:
    return [(slot.problem, slot.more) for day in schedule(now).days for slot in day.slots if slot.problem]


def rights_end(image: Image, days: int) -> str:
    day = timezone.localdate() + timedelta(days=days)
    Image.objects.filter(pk=image.pk).update(rights_until=day)
    return f"这张图片的授权已于 {day} 到期。请撤下图片，或续签后在图库中更新日期。"


def test_rights_are_asked_of_the_day_on_which_it_goes_out(scheduled: Callable[..., Article], image: Image) -> None:
    rights_end(image, 2)
    with pytest.raises(BadInput):
        scheduled(when=timedelta(days=5))
    assert scheduled("次日见报", when=timedelta(days=1)).published_at


def test_people_hear_once_of_what_would_not_pass_any_more(scheduled: Callable[..., Article], image: Image) -> None:
    story = scheduled()
    assert look_for_unclear() == 0
    assert told(timezone.now()) == []
    why = rights_end(image, -1)
    assert told(timezone.now()) == [(why, 0)]
    assert look_for_unclear() == 1
    assert look_for_unclear() == 0
    # whoever set the time (the chief here) and the author
    assert noticed() == [("chief", why), ("reporter", why)]
    with clock(timezone.now() + SOON + timedelta(seconds=1)):
        assert Article.objects.live().filter(pk=story.pk).exists()  # promise 4: nothing holds it back unseen
        assert told(timezone.now()) == []


def test_what_was_let_through_is_no_news(scheduled: Callable[..., Article], image: Image) -> None:
    rights_end(image, 0)
    scheduled(when=timedelta(days=1), override="已与图片社续约。")
    rights_end(image, -1)
    assert look_for_unclear() == 0
    assert told(timezone.now()) == []


def test_a_check_that_weighs_more_by_now_counts(scheduled: Callable[..., Article]) -> None:
    scheduled()
    set_weights(by=person("chief"), chosen={"no_editor": CheckLevel.BLOCK, "no_caption": CheckLevel.BLOCK}, names={})
    assert [more for _problem, more in told(timezone.now())] == [1]


def test_an_act_settles_the_notice(scheduled: Callable[..., Article], image: Image) -> None:
    story = scheduled()
    rights_end(image, -1)
    look_for_unclear()
    publication.unpublish(story.pk, by=person("chief"), note="图片授权到期。")
    assert noticed() == []
    assert look_for_unclear() == 0


def test_the_schedule_costs_the_same_with_one_and_ten(
    scheduled: Callable[..., Article], image: Image, django_assert_num_queries: Any
) -> None:
    for number in range(10):
        scheduled(f"第{number}篇的晨雾")
        if number in {0, 9}:
            rights_end(image, -1)
            # out, ahead, embargoes, lines; texts, names, pictures, weights, what was let through
            with django_assert_num_queries(9):
                assert len(told(timezone.now())) == number + 1
            rights_end(image, 90)


def test_the_text_that_goes_out_is_looked_at_not_the_next_one(scheduled: Callable[..., Article], image: Image) -> None:
    story = scheduled()
    rewrite(story, person("reporter"), body="<p>下一稿没有图。</p>")
    rights_end(image, -1)
    assert look_for_unclear() == 1
