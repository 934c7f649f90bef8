"""A fake of the three services on this machine, and robots that speak to it."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from news.enums import NoticeKind
from news.models import Article, Delivery, Robot

URLS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/12345678-aaaa-bbbb-cccc-ddddeeeeffff",
}


@dataclass
class Service:
    """What it was asked, and how it answers: (status, headers, body)."""

    port: int = 0
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # host that was meant, path, body
    answer: tuple[int, dict[str, str], bytes] = (200, {}, b'{"errcode":0,"errmsg":"ok"}')
    meant: str = ""

    def connect(self, host: str) -> HTTPConnection:
        """Lead a connection for ``host`` here."""
        self.meant = host
        return HTTPConnection("127.0.0.1", self.port, timeout=2)

    def texts(self) -> list[str]:
        """The messages that arrived."""
        return [
            (body.get("text") or body["content"]).get("content") or body["content"]["text"] for *_, body in self.asked
        ]


@pytest.fixture
def service() -> Iterator[Service]:
    """A running fake."""
    fake = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fake.asked.append((fake.meant, self.path, json.loads(body)))
            status, headers, answer = fake.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def robot(db: None) -> Callable[..., Robot]:
    """Return a function that adds a robot."""

    def make(kind: str = "wecom", **fields: Any) -> Robot:
        return Robot.objects.create(
            **{"name": "要闻群", "kind": kind, "url": URLS[kind], "kinds": list(NoticeKind), **fields}
        )

    return make


@pytest.fixture
def waiting(make_article: Callable[..., Article]) -> Callable[..., Delivery]:
    """Return a function that puts a message into the outbox."""
    story = make_article(live=False)

    def put(**fields: Any) -> Delivery:
        now = timezone.now()
        facts = {"kind": "submitted", "article": story, "title": "城市书房夜间开放", "level": "first"}
        facts |= {
            "channel_name": "本网资讯",
            "actor_name": "沈知禾",
            "note": "请先看数字",
            "created_at": now,
            "due_at": now,
        }
        return Delivery.objects.create(**{**facts, **fields})

    return put
