"""What the desk's tests stand on: compiled messages, a superuser, the form's fields."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from news.models import Article

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True, scope="session")
def _messages() -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "compile_messages.py")], check=True, cwd=ROOT)


@pytest.fixture
def superuser(db: None) -> User:
    """Somebody to whom every page of the desk is open."""
    return User.objects.create_superuser("root1", password="root-secret", last_name="周", first_name="临川")


@pytest.fixture
def root(superuser: User) -> Client:
    """A client of its own, signed in as the superuser."""
    client = Client()
    client.force_login(superuser)
    return client


@pytest.fixture
def pen(reporter: User) -> Client:
    """A client of its own, signed in as a reporter."""
    client = Client()
    client.force_login(reporter)
    return client


@pytest.fixture
def typed(yaowen: Any) -> Callable[..., dict[str, Any]]:
    """Return a function that gives what a browser posts from the article form."""

    def fields(article: Article | None = None, **changes: Any) -> dict[str, Any]:
        data: dict[str, Any] = {
            "title": "滨河夜市周五试营业",
            "body": "<p>正文第一段。</p>",
            "channel": yaowen.pk,
            "origin": "original",
            "source": "河湾网",
            "editors": "何青禾",
            "based_on": "",
        }
        if article is not None:
            data["based_on"] = Article.objects.get(pk=article.pk).working_revision_id
        return data | changes

    return fields


def change_url(article: Article) -> str:
    """Return the address of an article's form."""
    return reverse("admin:news_article_change", args=[article.pk])
