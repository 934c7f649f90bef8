"""What an upload costs: a 12-megapixel JPEG taken in (by the request) and all its copies encoded (by the worker).

picture_taken_ms       decode, turn, clean, encode the file that is kept
picture_renditions_ms  every copy and crop in AVIF, WebP and JPEG, without writing them
"""

import io
import random
import statistics
import time
from collections.abc import Callable

WIDE, HIGH = 4000, 3000  # what a telephone takes
SEED = 20260101


def photograph() -> bytes:
    """A JPEG with soft shapes, edges and grain, the same on every machine."""
    from PIL import Image, ImageChops, ImageDraw  # noqa: PLC0415 - measured only where the bench runs

    chance = random.Random(SEED)
    image = Image.linear_gradient("L").resize((WIDE, HIGH)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _number in range(400):
        x, y, size = chance.randrange(WIDE), chance.randrange(HIGH), chance.randrange(20, 500)
        colour = tuple(chance.randrange(256) for _channel in range(3))
        draw.ellipse((x, y, x + size, y + size // 2), fill=colour)
    grain = Image.frombytes("L", (WIDE // 4, HIGH // 4), chance.randbytes(WIDE * HIGH // 16)).resize((WIDE, HIGH))
    image = ImageChops.soft_light(image, Image.merge("RGB", (grain,) * 3))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def measure(say: Callable[[str, float, str], None], rounds: int) -> None:
    """Report the medians; Django is set up already."""
    from PIL import Image as Pillow  # noqa: PLC0415

    from news.media.encode import encode  # noqa: PLC0415 - the settings read the environment that main() has made
    from news.media.renditions import wanted_copies  # noqa: PLC0415
    from news.media.verify import clean_picture  # noqa: PLC0415
    from news.models import Image  # noqa: PLC0415

    data = photograph()
    taken, made = [], []
    for _round in range(rounds):
        start = time.perf_counter()
        clean = clean_picture(io.BytesIO(data), len(data), len(data))
        taken.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        with Pillow.open(io.BytesIO(clean.data)) as original:
            original.load()
            for _shape, (_width, size, part) in wanted_copies(Image(width=clean.width, height=clean.height)):
                small = original.resize(size, Pillow.Resampling.LANCZOS, box=part, reducing_gap=2)
                for ending in ("avif", "webp", "jpg"):
                    encode(small, ending)
        made.append((time.perf_counter() - start) * 1000)
    say("picture_taken_ms", statistics.median(taken), "ms")
    say("picture_renditions_ms", statistics.median(made), "ms")
