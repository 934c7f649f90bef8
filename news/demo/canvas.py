"""A small painter's box on top of Pillow: gradients, ridges, mist, trees, water and grain.

Everything is given in picture units (1600 by 1000) and drawn at twice that size, so edges come out smooth when the
finished picture is scaled down. All chance comes from one seeded generator: the same name gives the same bytes.
Colours are ``#rrggbb`` or, where something may shine through, ``#rrggbbaa``.
"""

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH = 1600
HEIGHT = 1000
SCALE = 2
JPEG_QUALITY = 86
RADIAL_EDGE = 178  # what Image.radial_gradient holds where its inscribed circle ends

Point = tuple[float, float]


def mix(first: str, second: str, share: float) -> str:
    """Promise the colour that lies ``share`` (0 to 1) of the way from the first colour to the second."""
    one, two = ImageColor.getrgb(first), ImageColor.getrgb(second)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one[:3], two[:3], strict=True))


class Canvas:
    """One picture in the making; the seed decides every random stroke."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    # Surfaces

    def wash(self, colours: Sequence[str], top: float = 0, bottom: float = HEIGHT) -> None:
        """Fill the full width between two heights with a vertical run of evenly spaced colours."""
        strip = _strip(colours, round((bottom - top) * SCALE))
        self.image.paste(strip.resize((WIDTH * SCALE, strip.height)), (0, round(top * SCALE)))

    def shape(self, points: Sequence[Point], *colours: str) -> None:
        """Fill a polygon with one colour, or with a vertical run of several."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        if len(colours) == 1:
            self._pen.polygon(scaled, fill=colours[0])
            return
        left, right = math.floor(min(x for x, _ in scaled)), math.ceil(max(x for x, _ in scaled))
        top, bottom = math.floor(min(y for _, y in scaled)), math.ceil(max(y for _, y in scaled))
        left, right = max(left, -SCALE), min(right, (WIDTH + 1) * SCALE)
        if left >= right or top >= bottom:
            return
        size = (right - left + 1, bottom - top + 1)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in scaled], fill=255)
        self.image.paste(_strip(colours, size[1]).resize(size), (left, top), mask)

    def box(self, x: float, y: float, width: float, height: float, *colours: str) -> None:
        """Fill an upright rectangle, given by its upper left corner."""
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], *colours)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: str) -> None:
        """Fill an ellipse around its centre."""
        self._pen.ellipse([(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE], fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float = 1) -> None:
        """Draw a line through the points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(scaled, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def arc(
        self, x: float, y: float, rx: float, ry: float, turn: tuple[float, float], colour: str, width: float
    ) -> None:
        """Draw part of an ellipse between two angles in degrees, clockwise from three o'clock."""
        frame = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._pen.arc(frame, turn[0], turn[1], fill=colour, width=max(1, round(width * SCALE)))

    # Light and air

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1, falloff: float = 2) -> None:
        """Lay a soft round light over the picture; it fades to nothing at the radius."""
        fade = [max(0.0, 1 - v / RADIAL_EDGE) ** falloff for v in range(256)]
        disc = Image.radial_gradient("L").point([round(255 * strength * share) for share in fade])
        side = round(radius * 2 * SCALE)
        mask = disc.resize((side, side), Image.Resampling.BILINEAR)
        corner = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.image.paste(Image.new("RGB", mask.size, colour), corner, mask)

    def mist(self, y: float, thickness: float, colour: str, strength: float = 0.6, grain: int = 5) -> None:
        """Drift a horizontal bank of uneven mist around a height."""
        size = (400, max(8, round(thickness / 2)))
        noise = self._clouds(size, grain).point([min(255, max(0, (v - 60) * 2)) for v in range(256)])
        bell = Image.new("L", (1, size[1]))
        bell.putdata([round(255 * strength * math.sin(math.pi * (i + 0.5) / size[1]) ** 2) for i in range(size[1])])
        mask = ImageChops.multiply(noise, bell.resize(size))
        mask = mask.resize((WIDTH * SCALE, round(thickness * SCALE)), Image.Resampling.BICUBIC)
        self.image.paste(Image.new("RGB", mask.size, colour), (0, round((y - thickness / 2) * SCALE)), mask)

    def clouds(self, top: float, bottom: float, colour: str, strength: float = 0.6, cover: float = 0.5) -> None:
        """Spread flat clouds between two heights; ``cover`` is about the share of sky they take."""
        size = (400, max(8, round((bottom - top) / 4)))
        floor = round(200 - 130 * cover)
        noise = self._clouds(size, 4).point([min(255, max(0, (v - floor) * 4)) for v in range(256)])
        bell = Image.new("L", (1, size[1]))
        bell.putdata(
            [round(255 * strength * abs(math.sin(math.pi * i / (size[1] - 1))) ** 1.6) for i in range(size[1])]
        )
        mask = ImageChops.multiply(noise.filter(ImageFilter.GaussianBlur(1.2)), bell.resize(size))
        mask = mask.resize((WIDTH * SCALE, round((bottom - top) * SCALE)), Image.Resampling.BICUBIC)
        self.image.paste(Image.new("RGB", mask.size, colour), (0, round(top * SCALE)), mask)

    def stars(self, bottom: float, count: int) -> None:
        """Scatter stars of different brightness above a height."""
        for _ in range(count):
            size = 0.5 + self.rng.random() ** 4 * 1.7
            place = (self.rng.uniform(0, WIDTH), bottom * self.rng.random() ** 1.3)
            self.oval(*place, size, size, f"#fff6e0{self.rng.randint(70, 230):02x}")

    # Land

    def outline(
        self, base: float, height: float, waves: float = 3, rough: float = 0.45, step: float = 8
    ) -> list[Point]:
        """Promise the upper edge of a range of hills, left to right, never higher than base minus height."""
        parts = [(waves * 1.9**k, rough**k, self.rng.uniform(0, math.tau)) for k in range(6)]
        total = sum(weight for _, weight, _ in parts)
        edge = []
        for index in range(round(WIDTH / step) + 1):
            x = index * step
            swing = sum(weight * math.sin(freq * math.tau * x / WIDTH + phase) for freq, weight, phase in parts)
            edge.append((x, base - height * (0.5 + swing / total / 2)))
        return edge

    def ridge(
        self, base: float, height: float, *colours: str, waves: float = 3, rough: float = 0.45, foot: float = HEIGHT
    ) -> list[Point]:
        """Fill a range of hills down to the foot and promise its upper edge."""
        edge = self.outline(base, height, waves, rough)
        self.shape([*edge, (WIDTH, foot), (0, foot)], *colours)
        return edge

    def treeline(self, base: float, height: float, colour: str, left: float = 0, right: float = WIDTH) -> None:
        """Draw a far row of trees as one soft silhouette."""
        x = left
        while x < right:
            size = height * self.rng.uniform(0.35, 1)
            self.oval(x, base - size * 0.45, size * self.rng.uniform(0.28, 0.5), size * 0.55, colour)
            x += height * self.rng.uniform(0.14, 0.34)
        self.box(left, base - height * 0.3, right - left, height * 0.3 + 2, colour)

    def tree(self, x: float, base: float, height: float, shades: Sequence[str], trunk: str = "#4a3b30") -> None:
        """Draw a leafy tree; shades run from the dark inside to the lit edge."""
        self.shape(_taper(x, base, x, base - height * 0.55, height * 0.035, height * 0.018), trunk)
        for side in (-1, 1):
            self.line(
                [(x, base - height * 0.34), (x + side * height * 0.16, base - height * 0.58)], trunk, height * 0.014
            )
        middle, radius = base - height * 0.66, height * 0.34
        lobes = [
            (
                self.rng.uniform(-0.62, 0.62) * radius,
                self.rng.uniform(-0.62, 0.55) * radius,
                self.rng.uniform(0.42, 0.62) * radius,
            )
            for _ in range(7)
        ]
        dabs = max(20, min(150, round(height / 2.4)))
        for depth, shade in enumerate(shades):
            share = depth / max(1, len(shades) - 1)
            for left, up, lobe in lobes:
                size = lobe * (1 - 0.5 * share)
                for _ in range(round(dabs / 2 * (1 - 0.45 * share))):
                    turn, reach = self.rng.uniform(0, math.tau), size * math.sqrt(self.rng.random())
                    dab = self.rng.uniform(0.5, 1) * (height * 0.022 + 2.2) * (1.5 - 0.8 * share)
                    at_x = x + left + math.cos(turn) * reach - share * lobe * 0.34
                    self.oval(at_x, middle + up + math.sin(turn) * reach - share * lobe * 0.5, dab, dab * 0.8, shade)

    def bare_tree(self, x: float, base: float, height: float, colour: str, snow: str | None = None) -> None:
        """Draw a winter tree of forking branches, with snow on their upper side if a snow colour is given."""
        todo = [(x, base, -math.pi / 2 + self.rng.uniform(-0.05, 0.05), height * 0.3, height * 0.032, 0)]
        while todo:
            at_x, at_y, turn, length, width, depth = todo.pop()
            end = (at_x + math.cos(turn) * length, at_y + math.sin(turn) * length)
            self.shape(_taper(at_x, at_y, *end, width, width * 0.7), colour)
            if snow and depth and width > height * 0.003 and abs(math.cos(turn)) > 0.3:
                lift = width * 0.55
                self.line([(at_x, at_y - lift), (end[0], end[1] - lift)], snow, max(0.5, width * 0.5))
            if depth < 7:
                for side in (-1, 0, 1) if self.rng.random() < 0.2 else (-1, 1):
                    bend = side * self.rng.uniform(0.16, 0.56) + self.rng.uniform(-0.14, 0.14)
                    todo.append((*end, turn + bend, length * self.rng.uniform(0.6, 0.88), width * 0.66, depth + 1))

    def poplar(self, x: float, base: float, height: float, dark: str, light: str) -> None:
        """Draw a slender poplar of the kind that lines the roads of the plain."""
        self.shape(_taper(x, base, x, base - height * 0.3, height * 0.02, height * 0.012), mix(dark, "#3a2c22", 0.6))
        dabs = max(60, round(height * 0.9))
        for index in range(dabs):
            share = index / dabs
            y = base - height * (0.14 + 0.86 * share)
            spread = height * 0.11 * math.sin(math.pi * min(1, 0.16 + share * 0.84)) ** 0.8
            size = height**0.8 * self.rng.uniform(0.04, 0.07)
            offset = self.rng.uniform(-spread, spread)
            shade = light if offset < -spread * 0.1 and self.rng.random() < 0.55 else dark
            self.oval(x + offset, y, size, size * 1.5, shade)

    def grass(self, left: float, right: float, base: float, height: float, shades: Sequence[str], count: int) -> None:
        """Draw a fringe of bent blades of grass."""
        for _ in range(count):
            x, tall = self.rng.uniform(left, right), height * self.rng.uniform(0.4, 1)
            lean = tall * self.rng.uniform(-0.35, 0.45)
            points = [(x, base + 6), (x + lean * 0.25, base - tall * 0.55), (x + lean, base - tall)]
            self.line(points, self.rng.choice(shades), self.rng.uniform(0.8, 2))

    # Life

    def birds(self, x: float, y: float, spread: float, count: int, size: float, colour: str) -> None:
        """Send a loose flock of birds across the sky."""
        for _ in range(count):
            at_x, at_y = x + self.rng.uniform(-spread, spread), y + self.rng.uniform(-spread, spread) * 0.3
            wing, lift = size * self.rng.uniform(0.7, 1.2), self.rng.uniform(0.15, 0.5)
            self.line(
                [(at_x - wing, at_y - wing * lift), (at_x - wing * 0.35, at_y - wing * lift * 1.25), (at_x, at_y)],
                colour,
                1.5,
            )
            self.line(
                [(at_x, at_y), (at_x + wing * 0.35, at_y - wing * lift * 1.25), (at_x + wing, at_y - wing * lift)],
                colour,
                1.5,
            )

    def person(
        self, x: float, base: float, height: float, coat: str, legs: str = "#2b2d33", skin: str = "#e2b793"
    ) -> None:
        """Draw a small standing person seen from behind."""
        unit = height / 10
        for side in (-1, 1):
            foot = x + side * unit * self.rng.uniform(0.35, 1.1)
            self.shape(_taper(x + side * unit * 0.5, base - unit * 4.6, foot, base, unit * 1.05, unit * 0.6), legs)
        hem, neck = base - unit * 3.9, base - unit * 8.2
        self.shape(
            [(x - unit * 1.25, hem), (x + unit * 1.25, hem), (x + unit * 0.95, neck), (x - unit * 0.95, neck)], coat
        )
        self.oval(x, neck + unit * 0.35, unit * 0.95, unit * 0.5, coat)
        for side in (-1, 1):
            arm = x + side * unit * 1.05
            self.shape(
                _taper(arm, neck + unit * 0.4, arm + side * unit * 0.4, hem - unit * 0.2, unit * 0.7, unit * 0.5),
                mix(coat, "#000000", 0.16),
            )
        self.oval(x, base - unit * 9.1, unit * 0.8, unit * 0.9, skin)
        self.oval(x, base - unit * 9.35, unit * 0.84, unit * 0.72, "#2c2320")

    # Water

    def reflect(
        self, shore: float, tint: Sequence[str], amount: float = 0.4, ripple: float = 3, bottom: float = HEIGHT
    ) -> None:
        """Mirror what stands above the shore line into the water below it, wavier towards the viewer."""
        top, depth = round(shore * SCALE), round((bottom - shore) * SCALE)
        reach = min(top, round(depth * 1.25))
        mirror = self.image.crop((0, top - reach, WIDTH * SCALE, top)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        mirror = mirror.resize((WIDTH * SCALE // 4, depth // 2), Image.Resampling.BOX).filter(
            ImageFilter.GaussianBlur(1.4)
        )
        mirror = mirror.resize((WIDTH * SCALE, depth), Image.Resampling.BILINEAR)
        mirror = Image.blend(mirror, _strip(tint, depth).resize(mirror.size), amount)
        phases = [self.rng.uniform(0, math.tau) for _ in range(3)]
        for row in range(0, depth, 2):
            near = row / depth
            wave = math.sin(170 / (near * 3 + 0.35) + phases[0]) + 0.6 * math.sin(near * 95 + phases[1])
            shift = round(ripple * SCALE * (0.25 + near * 1.6) * wave)
            self.image.paste(mirror.crop((0, row, WIDTH * SCALE, row + 2)), (shift, top + row))
            if shift > 0:
                self.image.paste(mirror.crop((0, row, shift, row + 2)), (0, top + row))
            elif shift < 0:
                self.image.paste(
                    mirror.crop((WIDTH * SCALE + shift, row, WIDTH * SCALE, row + 2)),
                    (WIDTH * SCALE + shift, top + row),
                )

    def ripples(
        self,
        top: float,
        bottom: float,
        colour: str,
        count: int,
        left: float = 0,
        right: float = WIDTH,
        length: float = 60,
    ) -> None:
        """Strew flat glints on the water, longer and thicker towards the viewer."""
        for _ in range(count):
            near = self.rng.random() ** 1.4
            y, half = top + (bottom - top) * near, length * (0.15 + near) * self.rng.uniform(0.3, 1)
            self.oval(self.rng.uniform(left, right), y, half, 0.5 + near * 1.3 * self.rng.random(), colour)

    # The end

    def finish(self, grain: float = 1.0) -> bytes:
        """Promise the picture as JPEG: scaled down, with a breath of paper texture, soft corners and fine grain."""
        picture = self.image.reduce(SCALE)
        paper = self._clouds((WIDTH // 2, HEIGHT // 2), 6).resize(picture.size, Image.Resampling.BILINEAR)
        paper = paper.point([round(128 + (v - 128) * 0.22 * grain) for v in range(256)])
        noise = Image.frombytes("L", picture.size, self.rng.randbytes(WIDTH * HEIGHT))
        noise = noise.filter(ImageFilter.BoxBlur(0.6)).point(
            [round(128 + (v - 128) * 0.26 * grain) for v in range(256)]
        )
        texture = ImageChops.add(paper, noise, 2)
        texture = texture.point([min(255, max(0, round(128 + (v - 128) * 2))) for v in range(256)])
        picture = ImageChops.soft_light(picture, Image.merge("RGB", (texture, texture, texture)))
        shade = Image.radial_gradient("L").point([255 - round(max(0, v - 120) * 0.34) for v in range(256)])
        shade = shade.resize(picture.size, Image.Resampling.BILINEAR)
        picture = ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
        return stream.getvalue()

    def _clouds(self, size: tuple[int, int], octaves: int) -> Image.Image:
        """Mix noise of ever finer mesh into one soft, cloudy grey image."""
        mixed = Image.new("L", size, 128)
        for octave in reversed(range(octaves)):
            mesh = (4 * 2**octave, 3 * 2**octave)
            layer = Image.frombytes("L", mesh, self.rng.randbytes(mesh[0] * mesh[1]))
            mixed = Image.blend(mixed, layer.resize(size, Image.Resampling.BICUBIC), 0.5)
        return mixed


def _strip(colours: Sequence[str], height: int) -> Image.Image:
    """One pixel wide, a run through evenly spaced colours from top to bottom."""
    stops = [ImageColor.getrgb(colour)[:3] for colour in colours]
    if len(stops) == 1:
        stops = stops * 2
    strip = Image.new("RGB", (1, max(1, height)))
    for row in range(strip.height):
        place = row / max(1, strip.height - 1) * (len(stops) - 1)
        index = min(int(place), len(stops) - 2)
        share = place - index
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(stops[index], stops[index + 1], strict=True))
        strip.putpixel((0, row), (red, green, blue))
    return strip


def _taper(x: float, y: float, to_x: float, to_y: float, width: float, end: float) -> list[Point]:
    """A stroke as a polygon, ``width`` wide at its start and ``end`` wide at its end."""
    length = math.hypot(to_x - x, to_y - y) or 1
    across_x, across_y = (to_y - y) / length / 2, -(to_x - x) / length / 2
    return [
        (x + across_x * width, y + across_y * width),
        (to_x + across_x * end, to_y + across_y * end),
        (to_x - across_x * end, to_y - across_y * end),
        (x - across_x * width, y - across_y * width),
    ]
