"""How long a paste takes on the server: 10,000 characters with 30 pictures cleaned, sanitised, their signs set.

paste_clean_ms   a 公众号 page as a browser copies it, cleaned (sanitised within)
sanitise_ms      the result sanitised again, as every save does
typeset_ms       its signs set on demand
diff_long_ms     two versions of it, a thousand words changed, compared for the history page
"""

import statistics
import time
from collections.abc import Callable

CHARACTERS, PICTURES, ROUNDS = 10_000, 30, 15
SENTENCE = "清晨五点的早市已经开张,摊主们把刚摘下来的蔬菜摆得整整齐齐。"


def page() -> str:
    """Return a page of that size: wrappers in wrappers, a span a sentence, lazy pictures with small captions."""
    each = SENTENCE * (CHARACTERS // len(SENTENCE) // PICTURES)
    return '<section style="visibility:hidden"><section>' + "".join(
        f'<section style="line-height:2"><p><span style="font-size:15px"><span leaf="">　　{each}</span></span></p>'
        f'</section><section style="text-align:center"><img class="rich_pages" data-src="https://pictures.example/{n}/640">'
        "</section>"
        f'<p style="text-align:center"><span style="font-size:12px;color:#888">▲早市{n}</span></p>'
        for n in range(PICTURES)
    ) + "</section></section>"  # fmt: skip


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median over ROUNDS, after one to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def measure(say: Callable[[str, float, str], None]) -> None:
    """Say the four figures; needs the project on the path and no database."""
    from news.text.diff import diff_html  # noqa: PLC0415 - the path is made by who calls
    from news.text.paste import clean_paste  # noqa: PLC0415 - the path is made by who calls
    from news.text.sanitise import sanitise  # noqa: PLC0415
    from news.text.typesetting import typeset_html  # noqa: PLC0415

    foreign = page()
    ours = clean_paste(foreign).html
    say("paste_clean_ms", milliseconds(lambda: clean_paste(foreign)), "ms")
    say("sanitise_ms", milliseconds(lambda: sanitise(ours)), "ms")
    changed = ours.replace("早市", "集市").replace("整整齐齐", "满满当当")
    say("diff_long_ms", milliseconds(lambda: diff_html(ours, changed)), "ms")
    say("typeset_ms", milliseconds(lambda: typeset_html(ours)), "ms")
