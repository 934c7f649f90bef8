"""The desk as the measurements use it: one open `manage.py article batch`, and stories ready to be published."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from servers import ROOT

WRITER, SIGNER = "reporter", "chief"  # accounts of the demo content
SENTENCE = "清晨五点的早市已经开张，摊主们把刚摘下来的蔬菜摆得整整齐齐，来买菜的人比昨天多。"


@dataclass
class Desk:
    """Says one verb after the other; each returns when the command has acknowledged it, that is after the commit."""

    process: subprocess.Popen[str]

    def do(self, verb: str, **options: Any) -> dict[str, Any]:
        """Do it and return the answer; a refusal ends the measurement."""
        if self.process.stdin is None or self.process.stdout is None:
            raise TypeError("the desk needs pipes")
        self.process.stdin.write(json.dumps({"verb": verb, **options}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline() or '{"ok": false, "refused": "it ended"}')
        if not answer["ok"]:
            sys.exit(f"bench: {verb} was refused: {answer['refused']}")
        return answer

    def write(self, title: str, channel: str) -> int:
        """Return the number of a new story of about 2,000 characters that is ready to be signed off."""
        body = f"<p>{SENTENCE * 5}</p>" * 10
        made = self.do("create", channel=channel, title=title, body=body, by=WRITER, original=True, editor=["温如陌"])
        return int(made["id"])

    def publish(self, number: int) -> dict[str, Any]:
        """Sign a story off and publish it at once."""
        return self.do("sign_off", id=number, by=SIGNER, fast=True, note="测量", override="测量", publish=True)


@contextmanager
def desk(env: Mapping[str, str]) -> Iterator[Desk]:
    """A desk in a process of its own, on the host whose environment this is."""
    command = [sys.executable, "manage.py", "article", "batch"]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Desk(process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
