"""What a role may not do, what odd input may not break, and what typed text survives at the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.channels import delete_channel, save_channel
from news.errors import BadInput
from news.models import Article, Channel, Image
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
LONG = "9" * 5000


@pytest.fixture
def manager(db: None) -> Client:
    """A site manager: keeps accounts, publishes nothing."""
    user = User.objects.create_user("manager", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="site"))
    client = Client()
    client.force_login(user)
    return client


def test_site_manager_cannot_become_or_undo_somebody_who_publishes(manager: Client, chief: User) -> None:
    before = chief.password
    for address in (f"/admin/auth/user/{chief.pk}/password/", f"/admin/auth/user/{chief.pk}/change/"):
        manager.post(
            address,
            {"username": "chief", "password1": "Neu-2026-x", "password2": "Neu-2026-x", "usable_password": "true"},
        )
    chief.refresh_from_db()
    assert (chief.password, chief.is_active, chief.groups.count()) == (before, True, 1)
    roles = {group.name: group.pk for group in Group.objects.all()}
    values = {"username": "neu", "usable_password": "true", "password1": "Neu-2026-x", "password2": "Neu-2026-x"}
    manager.post("/admin/auth/user/add/", {**values, "groups": [roles["chief"]]})
    assert not User.objects.filter(username="neu").exists()
    manager.post("/admin/auth/user/add/", {**values, "groups": [roles["reporter"]]})
    assert list(User.objects.get(username="neu").groups.values_list("name", flat=True)) == ["reporter"]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_impossible_end_is_refused_and_the_story_stays_usable(desk: Client, make_article: Make, year: str) -> None:
    article = make_article(live=False)
    address = f"/admin/news/article/{article.pk}/change/"
    values = {
        "title": "改过的标题",
        "body": "<p>文</p>",
        "origin": "original",
        "expires_at": f"{year}-01-01T00:00",
        "_continue": "1",
    }
    answer = desk.post(address, {**values, "channel": article.desk_channel_id})
    assert answer.status_code == 200
    assert "请检查年份" in answer.content.decode()
    assert "改过的标题" in answer.content.decode()
    assert desk.get(address).status_code == 200


def test_text_sent_to_a_story_that_was_closed_meanwhile_is_shown_again(
    client: Client, make_article: Make, chief: User, reporter: User
) -> None:
    article = make_article(live=False)
    client.force_login(reporter)
    publication.delete(article.pk, by=chief)
    page = client.post(
        f"/admin/news/article/{article.pk}/change/",
        {"title": "一小时写的标题", "body": "<p>一小时写的话</p>", "origin": "original", "_continue": "1"},
    ).content.decode()
    assert "一小时写的标题" in page
    assert "一小时写的话" in page
    assert "回收站" in page


def test_reason_of_a_refused_act_is_shown_again(desk: Client, make_article: Make) -> None:
    article = make_article()
    values = {
        "title": "没有频道",
        "body": "<p>文</p>",
        "origin": "original",
        "channel": "",
        "_do": "correct",
        "note_correct": "数字有误，更正如下",
    }
    page = desk.post(f"/admin/news/article/{article.pk}/change/", values, follow=True).content.decode()
    assert "数字有误，更正如下" in page


def test_channel_that_lists_stories_is_not_deleted_and_a_lost_one_breaks_nothing(
    make_article: Make, chief: User
) -> None:
    extra = save_channel(Channel(slug="extra", name="另一栏"))
    article = make_article(also_in=(extra.pk,))
    with pytest.raises(BadInput):
        delete_channel(extra)
    Channel.objects.filter(pk=extra.pk).delete()
    parent = save_channel(Channel(slug="top", name="上级"))
    channel = article.channel
    assert channel is not None
    channel.parent = parent
    save_channel(channel)
    assert set(article.listings.values_list("channel__path", flat=True)) == {"top", "top/yaowen"}


def test_retracted_story_is_not_scheduled_and_a_cancelled_time_is_forgotten(make_article: Make, chief: User) -> None:
    article = make_article()
    publication.unpublish(article.pk, by=chief, note="x")
    from dataclasses import replace  # noqa: PLC0415 - one test only

    from news.editorial.articles import save_revision  # noqa: PLC0415

    assert article.live_revision is not None
    save_revision(article.pk, replace(article.live_revision.snapshot, title="改"), by=chief)
    put_out(article.pk, at=timezone.now() + timedelta(days=1))
    publication.unpublish(article.pk, by=chief, note="不定时了")
    assert publication.restore(article.pk, by=chief).publication() == "live"


@pytest.mark.parametrize(
    ("method", "address", "data"),
    [
        ("get", f"news/article/?q={LONG}", {}),
        ("get", f"news/article/?editor={LONG}", {}),
        ("get", f"news/article/?channel={LONG}", {}),
        ("get", "news/article/?begun=9999-12", {}),
        ("get", "news/article/?begun=0000-01", {}),
        ("get", f"news/article/add/?channel={LONG}", {}),
        ("get", "news/article/abc/delete/", {}),
        ("get", f"news/article/{'9' * 30}/autosave/", {}),
        (
            "post",
            "news/article/",
            {"action": "publish_selected", "_selected_action": ["abc", "9" * 30, LONG], "index": "0"},
        ),
        ("post", "news/article/1/preview-links/", {"revoke": LONG}),
        ("post", "news/article/1/restore/", {"number": LONG}),
        ("post", "news/article/1/restore/", {"number": "99999999999"}),
        ("post", "news/article/1/act/schedule/", {"at": "9999-12-31T23:59:59-14:00"}),
        ("get", f"news/image/{LONG}/delete/", {}),
    ],
)
def test_odd_numbers_are_no_server_error(
    desk: Client, make_article: Make, method: str, address: str, data: dict[str, Any]
) -> None:
    article = make_article(live=False)
    desk.raise_request_exception = False
    answer = getattr(desk, method)(f"/admin/{address.replace('/1/', f'/{article.pk}/')}", data)
    assert answer.status_code < 500


def test_deleting_a_picture_takes_the_permission_before_it_says_anything(client: Client, make_article: Make) -> None:
    image = Image.objects.create(width=800, height=500, size=1, content_hash="x", file="images/ab/x.jpg")
    Image.objects.update(width=800, height=500)
    make_article("秘密的草稿", live=False, body='<figure><img src="/media/images/ab/x.jpg"></figure>')
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    answer = client.get(f"/admin/news/image/{image.pk}/delete/", follow=True)
    assert answer.status_code == 403
    assert "秘密的草稿" not in answer.content.decode()
