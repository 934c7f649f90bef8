"""Like pictures: 64 bits that a smaller copy, another compression or a little more light leaves as they are.

The difference hash of N. Krawetz, “Kind of Like That” (hackerfactor.com, 2013): grey, 9 × 8, is each sample brighter
than its right neighbour?
"""

from PIL import Image as Pillow

SIDE = 8
BITS = SIDE * SIDE
BAND = 16
LEAST = 6  # bits of either sort; a plainer picture is like every other plain one
ALIKE = 6  # bits by which two pictures of one scene may differ


def fingerprint(image: Pillow.Image) -> int | None:
    """Return the 64 bits, None for a picture that is too plain to have any."""
    small = image.convert("L").resize((SIDE + 1, SIDE), Pillow.Resampling.BOX)
    grey = small.tobytes()
    bits = 0
    for row in range(SIDE):
        for place in range(SIDE):
            at = row * (SIDE + 1) + place
            bits = bits << 1 | (grey[at] > grey[at + 1])
    ones = bits.bit_count()
    return bits if LEAST <= ones <= BITS - LEAST else None


def bands(bits: int | None) -> list[int | None]:
    """Return the four 16-bit parts. Of two prints that differ in at most three bits one part is equal."""
    if bits is None:
        return [None] * (BITS // BAND)
    return [bits >> (BAND * place) & 0xFFFF for place in range(BITS // BAND)]


def distance(one: int, other: int) -> int:
    """Return in how many bits two prints differ."""
    return (one ^ other).bit_count()
