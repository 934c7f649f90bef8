"""The server is killed while somebody types: the page goes on, the text is offered back, on another machine too."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_desk import Open, save, sign_in_by_form

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
BODY = ".ProseMirror[contenteditable=true]"
WITHIN = 5.0  # seconds of typing that a killed server may take with it
PASSWORD = "kill-nine-secret"


class Server:
    """The site as it is installed: a data folder, a port, a process group that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.root = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}
        self.environment = kept | {"DATA_DIR": str(folder), "ADMIN_PASSWORD": PASSWORD, "DEMO": "0"}
        self.environment |= {"PORT": str(self.port), "LOG_LEVEL": "ERROR"}
        self.process: subprocess.Popen[bytes] | None = None
        for step in ("prepare", "collect_static"):
            command = [sys.executable, f"scripts/{step}.py"]
            subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=900)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).parent / "granian"), "--interface=wsgi", "--http=1", "--no-ws"]
        command += ["--workers=1", "--blocking-threads=4", f"--port={self.port}", "--log-level=error"]
        self.process = subprocess.Popen(
            [*command, "huanghuai.wsgi:application"], cwd=ROOT, env=self.environment, process_group=0
        )
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.root}/healthz", timeout=5).close()
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """End every process of it at once, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A site of its own, since a killed server cannot share the test's database."""
    found = Server(tmp_path / "data")
    found.start()
    yield found
    found.kill()


def form(open_context: Open, root: str) -> Page:
    page = open_context().new_page()
    sign_in_by_form(page, root, "admin", PASSWORD)
    page.goto(f"{root}/admin/news/article/add/")
    expect(page.locator(BODY)).to_be_visible()
    page.wait_for_timeout(300)
    return page


def type_for(page: Page, seconds: float, typed: list[float]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page.keyboard.type("字")
        typed.append(time.monotonic())
        page.wait_for_timeout(100)


def test_a_killed_server_loses_less_than_five_seconds_and_the_page_nothing(server: Server, open_context: Open) -> None:
    page = form(open_context, server.root)
    page.fill("#id_title", "断电时写的稿")
    page.locator(BODY).click()
    typed: list[float] = []
    type_for(page, 9, typed)
    died = time.monotonic()
    server.kill()
    type_for(page, 3, typed)
    expect(page.locator("#d-saved")).to_have_text("离线，已存在本机", timeout=8000)
    page.context.set_offline(True)
    server.start()

    # Another machine, as if this one had died with the server: what the server had.
    elsewhere = form(open_context, server.root)
    elsewhere.locator("#d-restore .d-btn-ink").click()
    expect(elsewhere.locator("#id_title")).to_have_value("断电时写的稿")
    kept = (elsewhere.locator(BODY).text_content() or "").count("字")
    lost = died - typed[kept - 1]
    print(f"typed {len(typed)}, on the server {kept}, lost {lost:.1f} s")
    assert lost < WITHIN
    elsewhere.context.close()

    # The page itself, once it comes through: nothing is missing, and it saves as if nothing had been.
    page.context.set_offline(False)
    expect(page.locator("#d-saved")).to_have_text(re.compile(r"^已自动保存 \d\d:\d\d:\d\d$"), timeout=30000)
    expect(page.locator(BODY)).to_have_text("字" * len(typed))
    save(page)
    page.goto(f"{server.root}/admin/news/article/")
    page.get_by_role("link", name="断电时写的稿").first.click()
    expect(page.locator(BODY)).to_have_text("字" * len(typed))
