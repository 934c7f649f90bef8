"""Readers, an editor and a murderer at once, on two hosts: nobody reads what was changed more than a second ago.

Each text of a story carries its number and version in headline, summary and body: T7v3x S7v3x B7v3x.
"""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings

from tests.pagestore.servers import ROOT, Host, two_hosts

ACTS = int(os.environ.get("CHAOS_ACTS", "2000"))
READERS = int(os.environ.get("CHAOS_READERS", "64"))
PAUSE = 0.05  # seconds between two requests of a reader
KILL_EVERY = 10.0
LONGEST = 900.0  # seconds, on a machine that does much else
LATE = 1.0
GONE = 0
MARK = re.compile(r"([TSB])(\d+)v(\d+)x")
LISTS = ("/", "/ceshi/", "/ceshi/yaowen/")


@dataclass
class Story:
    """``states`` are (version or GONE, sent, acknowledged), the times monotonic; infinity while not acknowledged."""

    place: int
    number: int = 0
    address: str = ""
    version: int = 0
    states: list[list[float]] = field(default_factory=lambda: [[GONE, 0.0, 0.0]])

    def may_show(self, began: float, ended: float) -> set[float]:
        """Return the versions that a page may show that was asked for at ``began`` and had come at ``ended``."""
        oldest = max(at for at, state in enumerate(self.states) if state[2] <= began - LATE)
        return {state[0] for state in self.states[oldest:] if state[1] <= ended}

    @property
    def is_out(self) -> bool:
        """Whether it is public, as far as the editor knows."""
        return self.states[-1][0] != GONE


class Trial:
    """What happened."""

    def __init__(self, hosts: tuple[Host, Host]) -> None:
        self.hosts = hosts
        self.stories: list[Story] = []
        self.wrong: list[str] = []
        self.reads: dict[str, int] = {}
        self.answers = {host.port: 0 for host in hosts}
        self.acts = self.kills = 0
        self.late: list[float] = []
        self.over = False

    # ------------------------------------------------------------------------------------------------ editor

    async def edit(self) -> None:
        """Publish, correct, withdraw and bring back."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "manage.py", "article", "batch",
            cwd=ROOT, env=self.hosts[0].environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip

        async def say(verb: str, by: str, **more: Any) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps({"verb": verb, "by": by, "note": "测试", **more}).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await process.stdout.readline())
            assert answer["ok"], (verb, answer)
            return answer

        async def change(story: Story, version: int, verb: str, by: str, **more: Any) -> None:
            state = [version, time.monotonic(), float("inf")]
            story.states.append(state)
            answer = await say(verb, by, id=story.number, **more)
            state[2] = time.monotonic()
            story.address = story.address or urlsplit(answer["address"]).path
            self.acts += 1

        draw = Random(6)
        until = time.monotonic() + LONGEST
        while self.acts < ACTS or (self.reads.get("hit", 0) <= ACTS and time.monotonic() < until):
            out = [story for story in self.stories if story.is_out]
            gone = [story for story in self.stories[-60:] if not story.is_out]
            turn = draw.random()
            if len(out) < 5 or turn < 0.15:
                story = Story(len(self.stories))
                texts = self._texts(story)
                story.number = (await say("create", "writer", channel="ceshi/yaowen", **texts))["id"]
                self.stories.append(story)
                await change(story, story.version, "sign_off", "signer", fast=True, publish=True)
            elif turn < 0.35:
                await change(draw.choice(out[-12:]), GONE, "unpublish", "signer")
            elif turn < 0.55 and gone:
                story = draw.choice(gone)
                await change(story, story.version, "restore", "signer")
            else:
                story = draw.choice(out[-12:])
                await say("correct", "writer", id=story.number, **self._texts(story))
                await change(story, story.version, "sign_off", "signer", fast=True, publish=True)
        self.over = True
        assert process.stdin
        process.stdin.close()
        await process.wait()

    def _texts(self, story: Story) -> dict[str, str]:
        story.version += 1
        sign = f"{story.place}v{story.version}x"
        return {"title": f"标题T{sign}", "summary": f"摘要S{sign}", "body": f"<p>正文B{sign}。</p>"}

    # ------------------------------------------------------------------------------------------------ readers

    async def read(self, host: Host, draw: Random) -> None:
        """Read until the editor goes home."""
        reader = writer = None
        while not self.over:
            out = [story for story in self.stories if story.address]
            about = draw.choice(out[-20:]) if out and draw.random() < 0.6 else None
            address = about.address if about else draw.choice(LISTS)
            began = time.monotonic()
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", host.port)
                writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{host.port}\r\n\r\n".encode())
                assert reader
                status, store, text = await asyncio.wait_for(_answer(reader), 30)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):  # the process was killed
                if writer is not None:
                    writer.close()
                writer = None
                await asyncio.sleep(PAUSE * 10)  # a host that is starting needs the machine for itself
                continue
            self.reads[store] = self.reads.get(store, 0) + 1
            self.answers[host.port] += 1
            self._judge(about, address, status, text, began, time.monotonic(), f"{host.port} {store}")
            await asyncio.sleep(PAUSE * 2 * draw.random())

    def _judge(
        self, about: Story | None, address: str, status: int, text: str, began: float, ended: float, where: str
    ) -> None:
        said = f"{address} at {where}, asked at {began:.3f} answered at {ended:.3f}"
        if status not in ((200, 404, 410) if about else (200,)):
            self.wrong.append(f"{status}: {said}")
            return
        shown: dict[int, set[int]] = {}
        for _part, place, version in MARK.findall(text):
            shown.setdefault(int(place), set()).add(int(version))
        for place, versions in shown.items():
            if status != 200 and about and place == about.place:
                continue
            if len(versions) > 1:
                self.wrong.append(f"mixed {place} {versions}: {said}")
            may = self.stories[place].may_show(began, ended)
            if not versions <= may:
                self.wrong.append(f"stale {place} {versions}, may be {may}, {self.stories[place].states[-4:]}: {said}")
        if about:
            may = about.may_show(began, ended)
            if status == 200 and set("TB") - {
                part for part, place, _v in MARK.findall(text) if int(place) == about.place
            }:
                self.wrong.append(f"a page without its story: {said}")
            if status != 200 and GONE not in may:
                self.wrong.append(f"gone {about.place}, may be {may}, {about.states[-4:]}: {said}")
        elif address == LISTS[2]:
            first = [story for story in self.stories[-3:] if GONE not in story.may_show(began, ended)]
            for story in first:
                if story.place not in shown:
                    self.wrong.append(f"missing {story.place}: {said}")

    async def kill(self) -> None:
        """Kill a process, now of one host, now of the other.

        Not before the host has answered some readers since the last time: on a busy machine a process takes longer than
        that to start, and none would ever answer.
        """
        draw, since = Random(9), {host.port: 0 for host in self.hosts}
        while not self.over:
            await asyncio.sleep(KILL_EVERY)
            host = self.hosts[self.kills % 2]
            while self.answers[host.port] < since[host.port] + READERS and not self.over:
                await asyncio.sleep(0.1)
            alive = host.workers()
            if alive and not self.over:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(draw.choice(alive), signal.SIGKILL)
                self.kills += 1
                since[host.port] = self.answers[host.port]

    async def run(self) -> None:
        """All of it."""
        readers = [self.read(self.hosts[place % 2], Random(place)) for place in range(READERS)]
        killer = asyncio.create_task(self.kill())
        await asyncio.gather(self.edit(), *readers)
        killer.cancel()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    fields = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in head[1:])}
    body = await reader.readexactly(int(fields["content-length"]))
    return int(head[0].split()[1]), fields.get("x-store", ""), body.decode()


@pytest.fixture
def on_postgresql() -> Any:
    """The address of an empty database beside that of the tests."""
    url = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(url._replace(scheme="postgresql")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS under_load WITH (FORCE)")
        cursor.execute("CREATE DATABASE under_load")
    yield urlunsplit(url._replace(path="/under_load"))
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE under_load WITH (FORCE)")
    connection.close()


def _happens(folder: Path, database: str, record: Callable[[str, object], None]) -> None:
    with two_hosts(folder, database) as hosts:
        trial = Trial(hosts)
        asyncio.run(trial.run())
    record("reads", trial.reads)
    print(f"{trial.acts} acts, {trial.reads} reads, {trial.kills} kills, {len(trial.wrong)} wrong")
    assert not trial.wrong, "\n".join([f"{len(trial.wrong)} of {sum(trial.reads.values())}", *trial.wrong[:20]])
    assert trial.acts >= ACTS
    assert trial.reads["hit"] > ACTS
    assert trial.kills > 0


@pytest.mark.long
@pytest.mark.postgres_only
def test_two_hosts_on_postgresql(
    tmp_path: Path, on_postgresql: str, record_property: Callable[[str, object], None]
) -> None:
    _happens(tmp_path, on_postgresql, record_property)


@pytest.mark.long
@pytest.mark.sqlite_only
def test_two_hosts_on_sqlite(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    assert settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    _happens(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}", record_property)
