"""What a reader's beacon costs the process that takes it: checks, one look at who was here, one appended line.

hit_ms   POST /hits/ in process, through every middleware; no two from the same reader
"""

import statistics
import time
from collections.abc import Callable


def measure(say: Callable[[str, float, str], None], rounds: int) -> None:
    """Say the figure; needs Django set up. No story has these numbers, so nothing is counted."""
    from django.conf import settings  # noqa: PLC0415 - the settings read the environment that main() has made
    from django.test import Client  # noqa: PLC0415

    from news.editorial.readers_seen import table_path  # noqa: PLC0415

    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
    client = Client(headers={"host": "127.0.0.1", "sec-fetch-site": "same-origin", "user-agent": agent})
    times = []
    for turn in range(rounds + 20):
        address = f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"
        start = time.perf_counter()
        answer = client.post("/hits/", str(10**12 + turn), content_type="text/plain", REMOTE_ADDR=address)
        times.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 204:
            raise SystemExit(f"bench: /hits/ answered {answer.status_code}")
    say("hit_ms", statistics.median(times[20:]), "ms")
    table_path(str(settings.DATA_DIR)).unlink(missing_ok=True)
