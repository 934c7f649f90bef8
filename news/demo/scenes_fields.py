"""Scenes of field and orchard: what the plain grows."""

import math

from news.demo.canvas import HEIGHT, WIDTH, Canvas, mix


def spring_fields(c: Canvas) -> None:
    """Paint rape in flower and young wheat in strips, with a village under the hills."""
    x: float
    c.wash(["#7fb0c9", "#b4d2d6", "#e6e9d6", "#f5eed4"], 0, 480)
    c.clouds(30, 360, "#fffaf0", 0.85, 0.55)
    c.ridge(450, 110, "#a5bdbd", "#c9d6c9", waves=2, foot=520)
    c.mist(460, 80, "#f2efdd", 0.7)
    c.treeline(484, 40, "#7ea088")
    for x in (180, 262, 330, 1080, 1164, 1235, 1330):
        width, tall = c.rng.uniform(56, 82), c.rng.uniform(30, 44)
        c.box(x, 482 - tall, width, tall, "#f4efe2", "#dcd6c6")
        c.shape(
            [(x - 7, 484 - tall), (x + 10, 462 - tall), (x + width - 10, 462 - tall), (x + width + 7, 484 - tall)],
            "#8f5f50",
        )
        for k in (0.25, 0.65):
            c.box(x + width * k, 490 - tall, 9, 12, "#6d7f86")
    c.treeline(490, 26, "#6b9473", 0, 700)
    c.treeline(490, 26, "#6b9473", 900, WIDTH)
    c.wash(["#9fb86a", "#8fae5a"], 484, HEIGHT)
    bands = 15
    for k in range(bands):
        near, ahead = (k / bands) ** 1.7, ((k + 1) / bands) ** 1.7
        top, bottom = 488 + 520 * near, 488 + 520 * ahead
        flower = k % 3 != 1
        tone = ["#f0cf4a", "#e3b93a"] if flower else ["#7fae5c", "#5f9450"]
        lean = c.rng.uniform(-26, 26) * (0.3 + near)
        c.shape([(0, top + lean), (WIDTH, top - lean), (WIDTH, bottom - lean + 2), (0, bottom + lean + 2)], *tone)
        for _ in range(round(240 + 500 * near)):
            x, share = c.rng.uniform(0, WIDTH), c.rng.random()
            y = top + (bottom - top) * share + lean * (1 - 2 * x / WIDTH)
            dab = 1 + 5.5 * near * c.rng.uniform(0.5, 1)
            shades = ["#f8e27a", "#fbeb9c", "#d9a92e", "#9fb04a"] if flower else ["#9cc370", "#4f8748", "#b7cf80"]
            c.oval(x, y, dab, dab * 0.7, c.rng.choice(shades))
        c.line([(0, top + lean), (WIDTH, top - lean)], "#6f8a4a99", 1 + 3 * near)
    c.shape([(770, 488), (782, 488), (1010, 1000), (560, 1000)], "#e8d9b4", "#cdb98d")
    for side in (-1, 1):
        for k in range(60):
            near = (k / 60) ** 1.6
            x, y = 776 + side * (6 + 225 * near) + 10 * near, 488 + 512 * near
            c.grass(x - 14 * near, x + 14 * near, y, 8 + 34 * near, ["#5c8a4a", "#7ba758", "#a9bf64"], 6)
    c.person(790, 640, 74, "#b8574a", "#3d4a5a")
    c.person(752, 646, 62, "#e9e2cf", "#4a5f78")
    c.shape([(1080, 210), (1104, 188), (1128, 208), (1104, 238)], "#c9543f")
    c.line([(1104, 238), (1090, 262), (1112, 284), (1096, 312)], "#c9543f", 2)
    c.line([(1104, 238), (960, 420), (800, 590)], "#ffffff88", 1)
    c.birds(500, 190, 120, 6, 14, "#6d8590")


def wheat_harvest(c: Canvas) -> None:
    """Paint a combine harvester at work in ripe wheat on a hot June day."""
    c.wash(["#6fa3bf", "#a9c7c9", "#ecdfb8", "#f5dea5"], 0, 500)
    c.clouds(60, 390, "#fff7e2", 0.8, 0.5)
    c.glow(340, 260, 380, "#fff3c9", 0.7)
    c.ridge(490, 40, "#b9b79b", "#cfc49b", waves=2, foot=520)
    x = 0.0
    while x < WIDTH:
        c.poplar(x, 506, c.rng.uniform(60, 124), "#6b8560", "#94a470")
        x += c.rng.uniform(22, 90)
    c.wash(["#e3bf63", "#d8a945", "#c08c34"], 502, HEIGHT)
    c.shape([(0, 660), (760, 560), (900, 556), (1600, 690), (1600, 1000), (0, 1000)], "#e9cf8c", "#d5b268")
    for k in range(26):
        share = k / 25
        c.line([(830, 556), (-500 + 2600 * share, 1010)], "#c29b5055", 1.5 + 5 * abs(share - 0.5))
    for _ in range(1500):
        x, near = c.rng.uniform(0, WIDTH), c.rng.random() ** 1.3
        c.line(
            [(x, 600 + 400 * near), (x + c.rng.uniform(-6, 6) * near, 600 + 400 * near - 4 - 12 * near)],
            "#f7e4ab99",
            1.2,
        )
    for row in range(34):
        near = row / 33
        y = 508 + 180 * near**1.2
        for _ in range(100):
            x = c.rng.uniform(0, WIDTH)
            if abs(x - 830) < 70 + 720 * near:
                continue
            tall = 10 + 26 * near
            tone = mix("#d9a944", "#f3d684", c.rng.random())
            c.line([(x, y + tall * 0.4), (x + c.rng.uniform(0, 5), y - tall)], tone, 1.2 + near)
            c.oval(x + 3, y - tall, 1.6 + 1.4 * near, 4 + 5 * near, tone)
    x, y = 930, 640
    for _ in range(26):
        at, up = c.rng.uniform(-340, 300), c.rng.random()
        c.glow(x + at, y + 70 - up * 120, 40 + 60 * c.rng.random(), "#f3e0ad", 0.26)
    c.oval(x + 90, y + 94, 330, 20, "#8a692c77")
    c.shape(
        [(x - 70, y - 80), (x + 230, y - 92), (x + 280, y - 40), (x + 280, y + 30), (x - 70, y + 46)],
        "#cf4f36",
        "#9b3527",
    )
    c.shape([(x + 60, y - 92), (x + 232, y - 98), (x + 250, y - 150), (x + 44, y - 142)], "#b8422e")
    c.shape([(x + 44, y - 142), (x + 250, y - 150), (x + 200, y - 176), (x + 92, y - 172)], "#e9c35a")
    c.shape([(x - 96, y - 66), (x - 82, y - 168), (x + 26, y - 168), (x + 34, y - 66)], "#dfe7e4", "#9fb8bb")
    c.box(x - 90, y - 182, 128, 15, "#f3ead6")
    c.line([(x - 30, y - 168), (x - 34, y - 66)], "#7e959a", 4)
    c.oval(x - 60, y - 104, 13, 15, "#4a3a35")
    c.box(x - 74, y - 92, 30, 28, "#3f6584")
    c.line([(x + 250, y - 128), (x + 380, y - 168), (x + 410, y - 150)], "#b8422e", 18)
    c.oval(x - 24, y + 40, 62, 62, "#2e2b2b")
    c.oval(x - 24, y + 40, 32, 32, "#e9c35a")
    c.oval(x - 24, y + 40, 12, 12, "#8b6a2e")
    c.oval(x + 218, y + 56, 43, 43, "#2e2b2b")
    c.oval(x + 218, y + 56, 20, 20, "#e9c35a")
    c.shape(
        [(x - 280, y + 92), (x - 276, y + 20), (x - 90, y - 12), (x - 70, y + 40), (x - 110, y + 98)],
        "#a83a2a",
        "#7c2c22",
    )
    for k in range(7):
        turn = k * math.tau / 7 + 0.2
        end = (x - 274 + math.cos(turn) * 62, y + 40 + math.sin(turn) * 62)
        c.line([(x - 274, y + 40), end], "#e9c35a", 5)
        c.line([(end[0] - 8, end[1] - 8), (end[0] + 10, end[1] + 10)], "#f3dc8c", 6)
    for k in range(7):
        bale_x, bale_y = 90 + k * 95 + c.rng.uniform(-20, 20), 720 + c.rng.uniform(0, 190)
        size = (bale_y - 520) * 0.16
        c.oval(bale_x + size * 0.4, bale_y + size * 0.9, size * 1.7, size * 0.26, "#8a692c66")
        c.box(bale_x, bale_y - size, size * 1.4, size * 2, "#e0bb66", "#b98e40")
        c.oval(bale_x + size * 1.4, bale_y, size * 0.5, size, "#b98e40")
        c.oval(bale_x, bale_y, size * 0.56, size, "#eed28b")
        for ring in (0.75, 0.5, 0.25):
            c.arc(bale_x, bale_y, size * 0.56 * ring, size * ring, (0, 360), "#c39a4b", 1.6)


def greenhouse_rows(c: Canvas) -> None:
    """Paint long rows of plastic greenhouses in the first light, one of them lit from inside."""
    c.wash(["#8fa9bd", "#c7cbc6", "#efd9bd", "#f6e3c3"], 0, 430)
    c.glow(800, 420, 620, "#fff0cf", 0.7)
    c.ridge(420, 70, "#a3aeb0", "#c7c3b4", waves=2, foot=460)
    c.treeline(430, 30, "#8a9686")
    c.mist(432, 70, "#f6e7cc", 0.8)
    c.wash(["#98a173", "#6f8458", "#4d6747"], 430, HEIGHT)

    def tunnel(far_x: float, near_x: float, half: float, lit: bool) -> None:
        far_y, far_half, near_y = 440, half * 0.055, 1060
        steps = 14
        arch = [(math.cos(math.pi * k / 24), math.sin(math.pi * k / 24)) for k in range(25)]
        for k in range(24):
            (a, up_a), (b, up_b) = arch[k], arch[k + 1]
            light = 0.5 + 0.5 * math.sin(math.pi * (k + 0.5) / 24 + 0.5)
            body = mix("#7f9b9c", "#f6f6ea", light) if not lit else mix("#c58f4b", "#ffeebc", light)
            c.shape(
                [
                    (near_x + a * half, near_y - up_a * half * 0.92),
                    (near_x + b * half, near_y - up_b * half * 0.92),
                    (far_x + b * far_half, far_y - up_b * far_half * 0.92),
                    (far_x + a * far_half, far_y - up_a * far_half * 0.92),
                ],
                body,
            )
        mouth = [(near_x + a * half, near_y - up_a * half * 0.92) for a, up_a in arch]
        c.shape(mouth, "#fbe3a8" if lit else "#dfe6de", "#d9a65a" if lit else "#9db3ae")
        c.line(mouth, "#f4f1e4", 5)
        c.box(near_x - half * 0.2, near_y - half * 0.6, half * 0.4, half * 0.6, "#b98544" if lit else "#7f9a98")
        for rib in range(1, steps):
            share = (rib / steps) ** 2.1
            x, y = far_x + (near_x - far_x) * share, far_y + (near_y - far_y) * share
            wide = far_half + (half - far_half) * share
            c.arc(x, y, wide, wide * 0.92, (180, 360), "#5d787a88" if not lit else "#8d642e88", 0.6 + 2.6 * share)
        c.line([(far_x, far_y - far_half * 0.92), (near_x, near_y - half * 0.92)], "#ffffffaa", 2)

    for far, near, lit in (
        (420, -1250, False),
        (1180, 2850, False),
        (520, -660, False),
        (1080, 2260, False),
        (640, -20, False),
        (960, 1620, True),
    ):
        tunnel(far, near, 285, lit)
    c.shape([(790, 436), (812, 436), (1180, 1000), (420, 1000)], "#d8c7a0", "#a98f68")
    for side in (-1, 1):
        for k in range(30):
            near = (k / 29) ** 1.8
            c.grass(
                801 + side * (10 + 372 * near) - 12,
                801 + side * (10 + 372 * near) + 12,
                438 + 566 * near,
                5 + 34 * near,
                ["#56753f", "#79934d", "#3f6139"],
                12,
            )
    c.person(846, 720, 150, "#3f6f7c", "#2f3b4a")
    c.oval(846, 574, 30, 9, "#d9bf83")
    c.shape([(832, 574), (846, 552), (860, 574)], "#d9bf83")
    c.shape([(866, 668), (930, 668), (922, 716), (874, 716)], "#b98a4d", "#8a6434")
    for _ in range(22):
        c.oval(c.rng.uniform(872, 924), c.rng.uniform(655, 669), 9, 8, c.rng.choice(["#cf3f33", "#e0573f", "#7c9f4a"]))


def apple_orchard(c: Canvas) -> None:
    """Paint an orchard of red apples in October, ladders and baskets under the trees."""
    c.wash(["#86aebf", "#bcd0cb", "#ece3c6"], 0, 420)
    c.glow(1200, 200, 420, "#fff2cf", 0.6)
    c.clouds(30, 330, "#fdf6e6", 0.7, 0.5)
    c.ridge(410, 40, "#a9b9a9", "#c2c7a9", waves=2, foot=460)
    c.treeline(424, 26, "#87997c")
    c.wash(["#b3b46e", "#8fa056", "#66803f"], 420, HEIGHT)
    for _ in range(1300):
        x, near = c.rng.uniform(0, WIDTH), c.rng.random() ** 1.2
        y = 430 + 570 * near
        c.line(
            [(x, y), (x + c.rng.uniform(-5, 5), y - 4 - 13 * near)],
            c.rng.choice(["#c8c47a", "#7d9349", "#a3ad5c", "#577339"]),
            1.3,
        )

    def apple_tree(x: float, base: float, tall: float) -> None:
        c.oval(x + tall * 0.05, base + tall * 0.01, tall * 0.42, tall * 0.05, "#3f552f77")
        c.tree(x, base, tall, ["#34502f", "#466a37", "#5f8442", "#8aa654"], "#5d4836")
        for _ in range(round(20 + tall * 0.1)):
            turn, reach = c.rng.uniform(0, math.tau), tall * 0.29 * math.sqrt(c.rng.random())
            at_x, at_y, size = (
                x + math.cos(turn) * reach,
                base - tall * 0.62 + math.sin(turn) * reach * 0.95,
                tall * 0.02,
            )
            c.oval(at_x, at_y, size, size * 0.95, "#b52f2b")
            c.oval(at_x - size * 0.25, at_y - size * 0.3, size * 0.55, size * 0.5, "#dd5f45")

    for row in range(6):
        near = ((row + 0.6) / 6) ** 1.7
        base, tall = 436 + 440 * near, 70 + 470 * near
        for side in (-1, 1):
            for column in range(5):
                x = 800 + side * (60 + 250 * near) + side * column * (120 + 330 * near)
                if -tall < x < WIDTH + tall:
                    apple_tree(x, base, tall)
    c.line([(1010, 900), (1090, 620)], "#b98d55", 8)
    c.line([(1060, 905), (1128, 622)], "#b98d55", 8)
    for k in range(7):
        share = (k + 0.6) / 7
        c.line([(1010 + 80 * share, 900 - 280 * share), (1060 + 68 * share, 905 - 283 * share)], "#a3794a", 6)
    c.person(1098, 772, 170, "#c98a3d", "#44566b")
    for x, y, size in ((700, 900, 1.0), (812, 926, 1.15), (590, 935, 1.2), (905, 880, 0.85)):
        c.oval(x, y + 52 * size, 84 * size, 12 * size, "#3f552f88")
        for _ in range(26):
            at, up = c.rng.uniform(-52, 52) * size, c.rng.uniform(0, 26) * size
            c.oval(
                x + at * (1 - up / 90), y - up, 13 * size, 12 * size, c.rng.choice(["#b52f2b", "#c9402f", "#d9573d"])
            )
            c.oval(x + at * (1 - up / 90) - 3, y - up - 4, 4 * size, 3 * size, "#f0a07c99")
        c.shape(
            [(x - 70 * size, y), (x + 70 * size, y), (x + 54 * size, y + 54 * size), (x - 54 * size, y + 54 * size)],
            "#cfa45f",
            "#91682f",
        )
        for k in range(1, 4):
            c.line(
                [(x - (70 - k * 4) * size, y + k * 13 * size), (x + (70 - k * 4) * size, y + k * 13 * size)],
                "#7d582a99",
                2,
            )
        c.line([(x - 72 * size, y), (x + 72 * size, y)], "#e3bf80", 6 * size)


def wind_field(c: Canvas) -> None:
    """Paint wind turbines over a wide plain with a storm clearing behind them."""
    c.wash(["#4f6275", "#7f8f99", "#c0bda9", "#efd7a6"], 0, 640)
    c.clouds(20, 380, "#3f5265", 0.7, 0.6)
    c.clouds(240, 560, "#f3dfb4", 0.6, 0.45)
    c.glow(420, 610, 560, "#ffe7b0", 0.75)
    c.ridge(640, 50, "#8f9783", "#a9a67f", waves=2, foot=680)
    c.treeline(646, 20, "#6d7a66")
    c.wash(["#b6ab68", "#8c9a58", "#566f45"], 644, HEIGHT)
    for k in range(20):
        near = (k / 20) ** 1.6
        y = 650 + 350 * near
        tone = c.rng.choice(["#c9b566", "#7f9a55", "#a3a65c", "#64834d", "#d6c57c"])
        c.shape(
            [(0, y), (WIDTH, y - 20 * near), (WIDTH, y + 24 * near + 4), (0, y + 30 * near + 4)],
            mix(tone, "#33472f", 0.2 * near) + "cc",
        )

    def turbine(x: float, base: float, tall: float, turn: float, tone: str) -> None:
        top = base - tall
        c.shape(
            [(x - tall * 0.018, base), (x - tall * 0.008, top), (x + tall * 0.008, top), (x + tall * 0.018, base)],
            tone,
            mix(tone, "#7c8a86", 0.4),
        )
        for k in range(3):
            angle = turn + k * math.tau / 3
            tip = (x + math.cos(angle) * tall * 0.46, top + math.sin(angle) * tall * 0.46)
            side = (math.cos(angle + math.pi / 2), math.sin(angle + math.pi / 2))
            mid = (x + math.cos(angle) * tall * 0.12, top + math.sin(angle) * tall * 0.12)
            c.shape(
                [
                    (x, top),
                    (mid[0] + side[0] * tall * 0.02, mid[1] + side[1] * tall * 0.02),
                    tip,
                    (mid[0] - side[0] * tall * 0.008, mid[1] - side[1] * tall * 0.008),
                ],
                tone,
            )
        c.oval(x, top, tall * 0.018, tall * 0.018, mix(tone, "#6d7a7a", 0.3))

    for x, base, tall, turn in (
        (210, 650, 110, 0.3),
        (360, 652, 130, 1.2),
        (520, 650, 120, 0.8),
        (690, 654, 150, 1.9),
        (900, 656, 180, 0.1),
        (1500, 652, 140, 0.6),
    ):
        turbine(x, base, tall, turn, "#d6d6cc")
    turbine(1120, 690, 400, 0.5, "#f3f0e6")
    turbine(1370, 760, 560, 1.5, "#faf7ee")
    c.shape([(0, 830), (700, 720), (720, 724), (300, 1000), (0, 1000)], "#d3c39a", "#a9946a")
    for k in range(8):
        near = k / 8
        c.poplar(640 - 600 * near**1.3, 740 + 110 * near, 70 + 230 * near, "#3f5b40", "#7f9355")
    c.grass(300, 1600, 1000, 70, ["#3f5a37", "#5d7a44", "#9a9a55", "#c3b568"], 520)
    c.birds(820, 330, 110, 7, 15, "#3c4a55")
