"""Scenes by the water: rivers, lakes, the canal and the wetland."""

import math

from news.demo.canvas import HEIGHT, WIDTH, Canvas, Point, mix


def river_dawn(c: Canvas) -> None:
    """Paint the old course of the Yellow River at sunrise, winding away under layered hills."""
    c.wash(["#6f86a0", "#a8aeb4", "#e2bfa2", "#f6d3a4", "#f8dfb8"], 0, 560)
    c.clouds(40, 330, "#f3d9c2", 0.5, 0.45)
    c.glow(1030, 470, 520, "#ffe6b0", 0.85, 1.8)
    c.oval(1030, 455, 40, 40, "#fff4d6")
    c.ridge(500, 110, "#b79f99", "#dcc0a6", waves=2, foot=700)
    c.mist(505, 90, "#f6dcbd", 0.8)
    c.ridge(540, 80, "#8e8c8e", "#c4b09e", waves=3, foot=720)
    c.mist(550, 80, "#f5dcbf", 0.85)
    c.wash(["#a3a48c", "#7f8f73", "#55695a", "#33463f"], 556, HEIGHT)
    c.treeline(574, 34, "#77806f")
    c.mist(580, 60, "#f3dfc4", 0.75)
    left: list[Point] = []
    right: list[Point] = []
    for index in range(34):
        near = (index / 33) ** 1.7
        y = 584 + 420 * near
        c.shape(
            [(0, y), (WIDTH, y - 6 * near), (WIDTH, y + 26 * near), (0, y + 34 * near)],
            c.rng.choice(["#a9a57a", "#7e8d63", "#94996c", "#6c8060"]) + "4d",
        )
    for step in range(121):
        near = step / 120
        y = 574 + 430 * near
        middle = 930 + 300 * math.sin(9.5 * near**0.55 + 0.3) * near**0.75 - 130 * near
        half = 3 + 300 * near**1.5
        left.append((middle - half, y))
        right.append((middle + half, y))
    c.shape([*left, *reversed(right)], "#f9e1b4", "#eec39a", "#b8a09a", "#7f8796", "#5d6f86")
    c.glow(900, 640, 260, "#fff0c8", 0.5)
    for _ in range(130):
        k = c.rng.randint(12, 112)
        x = (
            c.rng.uniform(left[k][0] + 20, right[k][0] - 20)
            if right[k][0] - left[k][0] > 60
            else (left[k][0] + right[k][0]) / 2
        )
        half = (right[k][0] - left[k][0]) * c.rng.uniform(0.02, 0.09)
        c.oval(x, left[k][1], half, 0.6 + k / 90, c.rng.choice(["#fff0c84d", "#6f7f9455"]))
    for edge, lean in ((left, -1), (right, 1)):
        for x, y in edge[44::2]:
            tall = (y - 560) * 0.1
            c.grass(
                min(x, x + lean * tall), max(x, x + lean * tall), y + 3, tall, ["#3d5145", "#4c6150", "#6b7a5a"], 9
            )
    for x, base, tall in ((120, 700, 210), (215, 672, 150), (1390, 650, 120), (1470, 690, 190), (1550, 660, 130)):
        c.tree(x, base, tall, ["#2f4239", "#3f5546", "#5f6f53", "#8c8a62"])
    c.mist(650, 110, "#f7e3c6", 0.5)
    c.grass(0, 560, 1000, 90, ["#243731", "#2e443a", "#4a5e48"], 260)
    c.grass(1150, 1600, 1000, 70, ["#243731", "#2e443a", "#4a5e48"], 200)
    c.birds(620, 260, 120, 9, 15, "#4d5560")


def bridge_river(c: Canvas) -> None:
    """Paint a cable-stayed bridge across a broad river on a clear morning."""
    c.wash(["#5f95b8", "#97bfd0", "#cfe0df", "#eee9d8"], 0, 620)
    c.clouds(60, 400, "#fbf8ee", 0.85, 0.5)
    c.ridge(560, 70, "#a9bfc2", "#c5d2cc", waves=2, foot=640)
    c.mist(570, 60, "#eaece2", 0.7)
    for index in range(46):
        x = index * 36 + c.rng.uniform(-10, 10)
        tall = c.rng.uniform(24, 92) * (0.5 + 0.5 * abs(math.sin(index * 0.41)))
        c.box(x, 600 - tall, c.rng.uniform(16, 32), tall, "#a7b7bb", "#bcc7c5")
    c.treeline(606, 26, "#7f9a86")
    c.reflect(604, ["#8fb3bd", "#5f90a6", "#3f7089"], 0.5, 4)
    c.ripples(612, 990, "#e9f3ee66", 220, length=90)
    c.ripples(620, 990, "#2f5f7a44", 160, length=110)

    def deck(x: float) -> float:
        return 585 - 46 * math.sin(math.pi * (x + 150) / (WIDTH + 300))

    for x in (470, 1130):
        c.box(x - 30, deck(x), 60, 160, "#c9c6bb", "#8f9390")
        c.box(x - 44, 716, 88, 26, "#8a8f8d", "#6b7476")
        for drop in range(9):
            c.oval(x + c.rng.uniform(-8, 8), 760 + drop * 22, 40 - drop * 3, 5, "#c9d0ca55")
    for x in (130, 1470):
        c.box(x - 14, deck(x), 28, 120, "#bcbcb3", "#868d8d")
    for x in (470, 1130):
        for index in range(1, 15):
            anchor = 236 + index * 9
            for side in (-1, 1):
                end = x + side * index * 22
                c.line([(x, anchor), (end, deck(end))], "#f7f4eacc", 1.6)
        c.shape([(x - 30, 640), (x - 9, 206), (x + 1, 206), (x - 14, 640)], "#f4efe2", "#d7d2c4")
        c.shape([(x + 30, 640), (x + 9, 206), (x - 1, 206), (x + 14, 640)], "#d9d3c5", "#b5b2a8")
        c.box(x - 24, 520, 48, 12, "#d9d3c5")
    top = [(x, deck(x) - 9) for x in range(0, WIDTH + 1, 20)]
    c.shape([*top, *[(x, y + 24) for x, y in reversed(top)]], "#e2dccd", "#9aa09d")
    c.line([(x, y - 10) for x, y in top], "#f2eee4", 2)
    for x in range(10, WIDTH, 40):
        c.line([(x, deck(x) - 9), (x, deck(x) - 19)], "#f2eee4", 1.4)
    for x, colour in ((240, "#c4573f"), (360, "#e8e6de"), (690, "#3f6f86"), (845, "#d9a441"), (1260, "#e8e6de")):
        c.box(x, deck(x) - 24, 34, 15, colour)
        c.box(x + 5, deck(x) - 30, 20, 9, mix(colour, "#24323a", 0.55))
    c.tree(60, 1010, 330, ["#24473d", "#33604a", "#4d7d55", "#7da066"])
    c.tree(1530, 1020, 390, ["#24473d", "#33604a", "#4d7d55", "#7da066"])
    c.grass(0, 420, 1000, 60, ["#2c5545", "#3c6c4c", "#5f8a56"], 240)
    c.grass(1240, 1600, 1000, 70, ["#2c5545", "#3c6c4c", "#5f8a56"], 220)
    c.birds(800, 150, 160, 7, 14, "#4d6f80")


def lake_boat(c: Canvas) -> None:
    """Paint a still lake with one small boat and misty hills, in greys and celadon."""
    c.wash(["#b7c9c8", "#d3dcd4", "#ebe7d9", "#f2ebdc"], 0, 520)
    c.glow(420, 190, 300, "#fff6de", 0.8)
    c.oval(420, 190, 44, 44, "#fdf3dc")
    for base, tall, top, foot, waves in (
        (470, 250, "#bccbc8", "#dde2d9", 1.6),
        (490, 190, "#9cb4b1", "#cfd9d0", 2.3),
        (508, 120, "#78998f", "#b5c8bb", 2.9),
    ):
        c.ridge(base, tall, top, foot, waves=waves, rough=0.4, foot=530)
        c.mist(base + 8, 110, "#eeeade", 0.75)
    c.treeline(523, 40, "#5d8275", 0, 560)
    c.treeline(523, 30, "#6b8d80", 1080, WIDTH)
    c.reflect(522, ["#cfdcd5", "#a9c5c0", "#7ba4a4", "#5b8a90"], 0.42, 2.4)
    c.mist(540, 70, "#f3efe2", 0.8)
    c.ripples(560, 990, "#f4f3e855", 150, length=110)
    c.ripples(600, 990, "#3f737d3c", 110, length=130)
    x, y = 930, 706
    c.oval(x, y + 26, 150, 10, "#345a6066")
    c.shape(
        [(x - 150, y - 22), (x - 96, y + 20), (x + 96, y + 20), (x + 158, y - 30), (x + 100, y - 6), (x - 100, y - 4)],
        "#6a4a35",
        "#3d2b22",
    )
    c.line([(x - 150, y - 22), (x - 100, y - 4), (x + 100, y - 6), (x + 158, y - 30)], "#a97f57", 4)
    c.shape(
        [(x - 52, y - 4), (x - 46, y - 46), (x - 20, y - 62), (x + 22, y - 62), (x + 48, y - 46), (x + 54, y - 4)],
        "#b89a6d",
        "#7d6344",
    )
    for rib in range(-4, 5):
        c.line([(x + rib * 11, y - 5), (x + rib * 10, y - 58)], "#6b533a88", 1.4)
    c.person(x + 104, y - 4, 92, "#47626c", "#2e3b42")
    c.oval(x + 104, y - 92, 25, 7, "#c9ae7c")
    c.shape([(x + 86, y - 90), (x + 104, y - 108), (x + 122, y - 90)], "#c9ae7c")
    c.line([(x + 116, y - 60), (x + 200, y + 60)], "#5a4434", 3)
    for index in range(12):
        c.oval(x + c.rng.uniform(-20, 20), y + 40 + index * 11, 120 - index * 8, 2.4, "#3b4f4a55")
    for _ in range(70):
        at_x, near = c.rng.uniform(-20, 420), c.rng.random()
        c.oval(at_x, 860 + near * 140, 20 + 30 * near, 6 + 8 * near, c.rng.choice(["#4a7a63", "#5f8f6e", "#3b6857"]))
    for at_x, at_y, tall in ((90, 930, 90), (190, 900, 70), (262, 960, 120), (355, 920, 64)):
        c.line([(at_x, at_y), (at_x + 5, at_y - tall)], "#4d7a5c", 3)
        for turn in range(-3, 4):
            lean = turn * 6.5
            c.shape(
                [
                    (at_x + 5 - 5, at_y - tall),
                    (at_x + 5 + lean - 3, at_y - tall - 36 + abs(turn) * 7),
                    (at_x + 5 + lean + 3, at_y - tall - 36 + abs(turn) * 7),
                    (at_x + 5 + 5, at_y - tall),
                ],
                mix("#f2c6c2", "#d98a92", abs(turn) / 3),
            )
    c.birds(1180, 220, 150, 8, 13, "#667f7d")


def reeds_dusk(c: Canvas) -> None:
    """Paint reeds against an evening sky, with geese coming in."""
    c.wash(["#3b4668", "#6a5f80", "#b57a7c", "#e39a6e", "#f3bd7c"], 0, 640)
    c.clouds(80, 470, "#8c6377", 0.7, 0.5)
    c.clouds(300, 560, "#f6b483", 0.6, 0.45)
    c.glow(560, 600, 520, "#ffd591", 0.8, 1.7)
    c.oval(560, 588, 52, 52, "#fff0c2")
    c.ridge(640, 40, "#7c5a68", "#8a5f64", waves=2, foot=660)
    c.treeline(646, 24, "#5b4659")
    c.reflect(644, ["#c98268", "#85607a", "#3f3f5f"], 0.35, 3.4)
    c.glow(560, 700, 230, "#ffe0a0", 0.45)
    c.ripples(655, 990, "#ffd39c77", 170, 180, 1100, 80)
    c.ripples(655, 990, "#2f2f4c55", 150, length=120)
    for index in range(9):
        side = -1 if index % 2 else 1
        step = (index + 1) // 2
        c.birds(980 + side * step * 52, 210 + step * 24, 3, 1, 26, "#2b2a40")

    def reed(x: float, base: float, tall: float, colour: str, plume: str) -> None:
        lean = tall * c.rng.uniform(0.04, 0.22)
        spine = [(x + lean * (k / 8) ** 2, base - tall * k / 8) for k in range(9)]
        c.line(spine, colour, max(1.2, tall * 0.007))
        for k in (2, 3, 4, 5):
            at_x, at_y = spine[k]
            side = c.rng.choice((-1, 1))
            reach, droop = tall * c.rng.uniform(0.14, 0.26), c.rng.uniform(0.1, 0.5)
            leaf = [
                (at_x + side * reach * t / 6, at_y - reach * (0.95 * t / 6 - droop * 2 * (t / 6) ** 2))
                for t in range(7)
            ]
            edge = [(x1, y1 + reach * 0.09 * math.sin(math.pi * t / 6)) for t, (x1, y1) in enumerate(leaf)]
            c.shape([*leaf, *reversed(edge)], colour)
        at_x, at_y = spine[8]
        for k in range(34):
            share = k / 34
            drop = tall * 0.2 * share
            swing = tall * (0.035 * math.sin(math.pi * min(1, share * 1.1)) + 0.008)
            start = (at_x + lean * 0.1 * (1 - share), at_y + drop - tall * 0.06)
            end = (start[0] + c.rng.uniform(-0.5, 1.6) * swing, start[1] - swing * c.rng.uniform(0.2, 0.9))
            c.line([start, end], plume, max(1, tall * 0.005))

    for count, low, high, colour, plume in (
        (46, 660, 720, "#5a4358", "#a06f68"),
        (40, 760, 860, "#3b3049", "#b47a5f"),
        (34, 900, 1040, "#221f33", "#8f6152"),
    ):
        for _ in range(count):
            place = c.rng.random()
            x = place * 480 - 40 if c.rng.random() < 0.4 else 1640 - place**1.3 * 760
            base = c.rng.uniform(low, high)
            reed(x, base + 20, (base - 560) * c.rng.uniform(0.85, 1.3) + 90, colour, plume)


def canal_barges(c: Canvas) -> None:
    """Paint a train of barges on the Grand Canal, with poplars on the far dyke."""
    c.wash(["#7fa3b5", "#b3c9c9", "#dfe0cc", "#f1e6c8"], 0, 560)
    c.clouds(40, 380, "#fbf4e2", 0.75, 0.5)
    c.glow(1280, 300, 420, "#fff1cc", 0.55)
    c.ridge(530, 44, "#a9bbb0", "#bfcab5", waves=2, foot=600)
    x = -10.0
    while x < WIDTH:
        c.poplar(x, 552, c.rng.uniform(110, 190), "#5f8068", "#93a878")
        x += c.rng.uniform(26, 62)
    c.shape([(0, 546), (WIDTH, 540), (WIDTH, 600), (0, 606)], "#a7b37c", "#7f9468")
    c.shape([(0, 588), (WIDTH, 582), (WIDTH, 622), (0, 622)], "#c9c0a3", "#9d9a83")
    c.reflect(612, ["#a8b79f", "#7d9b97", "#517783"], 0.48, 3.2)
    c.ripples(620, 990, "#eef0dd55", 200, length=100)

    def barge(left: float, y: float, size: float, cargo: str, cabin: bool) -> None:
        long, deep = 420 * size, 44 * size
        c.oval(left + long / 2, y + deep * 1.06, long * 0.54, 9 * size, "#2f4c5577")
        c.shape(
            [
                (left - 26 * size, y),
                (left + long + 34 * size, y - 6 * size),
                (left + long + 6 * size, y + deep),
                (left, y + deep),
            ],
            "#7e4436",
            "#4d3230",
        )
        c.box(left, y + deep * 0.72, long + 8 * size, deep * 0.28, "#2f2a30")
        c.line([(left - 26 * size, y), (left + long + 34 * size, y - 6 * size)], "#d8cdb4", 4 * size)
        hold = left + 20 * size, left + long * (0.7 if cabin else 0.92)
        heaps = 4
        for k in range(heaps):
            at = hold[0] + (hold[1] - hold[0]) * (k + 0.5) / heaps
            half = (hold[1] - hold[0]) / heaps * 0.72
            c.shape(
                [(at - half, y), (at - half * 0.4, y - 30 * size), (at + half * 0.3, y - 33 * size), (at + half, y)],
                mix(cargo, "#fff3d0", 0.22),
                mix(cargo, "#30302c", 0.3),
            )
        if cabin:
            start = left + long * 0.76
            c.box(start, y - 62 * size, 84 * size, 58 * size, "#efe9d8", "#cfcab9")
            c.box(start - 6 * size, y - 70 * size, 98 * size, 9 * size, "#4d7f86")
            for k in range(3):
                c.box(start + (8 + k * 26) * size, y - 52 * size, 17 * size, 17 * size, "#4a626b")
            c.line([(start + 70 * size, y - 70 * size), (start + 70 * size, y - 118 * size)], "#6b6a66", 2.4 * size)
            c.shape(
                [
                    (start + 70 * size, y - 118 * size),
                    (start + 104 * size, y - 108 * size),
                    (start + 70 * size, y - 98 * size),
                ],
                "#c4452f",
            )

    barge(980, 650, 0.62, "#a98d62", False)
    barge(1262, 648, 0.62, "#a98d62", True)
    barge(40, 730, 0.95, "#8f8b80", False)
    barge(470, 728, 0.95, "#b79a63", False)
    barge(900, 726, 0.95, "#8f8b80", True)
    for index in range(26):
        c.oval(1290 + index * 11, 778 + c.rng.uniform(-5, 9), 22 + index * 1.5, 3, "#f2f1e277")
    c.shape([(0, 930), (500, 958), (900, 1000), (0, 1000)], "#7d9460", "#5a7750")
    c.grass(0, 820, 1000, 70, ["#48663f", "#5f7d49", "#8a9c5b"], 330)
    c.birds(520, 220, 130, 6, 14, "#5d7882")


def lake_stars(c: Canvas) -> None:
    """Paint a summer night by the big lake: stars, a low moon and a lit jetty."""
    c.wash(["#0d1730", "#16284a", "#28456b", "#4f6f8b", "#8a9a9f"], 0, 600)
    c.stars(540, 420)
    for _ in range(5):
        c.glow(c.rng.uniform(250, 1000), c.rng.uniform(60, 330), c.rng.uniform(220, 360), "#5d7ba3", 0.16)
    c.glow(1190, 250, 330, "#e9e2c4", 0.55, 2.4)
    c.oval(1190, 250, 50, 50, "#fbf3d6")
    c.oval(1176, 240, 11, 9, "#e9dfbd")
    c.oval(1206, 268, 8, 7, "#ece3c4")
    c.ridge(590, 60, "#22384f", "#2d475c", waves=2, foot=612)
    c.treeline(606, 24, "#192c40")
    for _ in range(44):
        x = c.rng.choice([c.rng.uniform(0, 520), c.rng.uniform(1040, 1600)])
        c.oval(x, c.rng.uniform(592, 602), 2.4, 2.4, c.rng.choice(["#ffd98a", "#ffe9bd", "#f7b56a"]))
    c.reflect(606, ["#31506b", "#1c3552", "#0c1a31"], 0.4, 3.2)
    for index in range(60):
        near = index / 60
        c.oval(
            1190 + c.rng.uniform(-1, 1) * (20 + 70 * near),
            615 + 380 * near,
            8 + 44 * near * c.rng.random(),
            1.4 + near,
            "#fdf0c866",
        )
    c.shape([(0, 870), (620, 742), (700, 742), (260, 1000), (0, 1000)], "#6b5847", "#2d2a2e")
    for plank in range(34):
        share = (plank / 34) ** 1.4
        y = 742 + 258 * share
        c.line([(640 - 1230 * share, y), (700 - 440 * share, y)], "#1c1b22aa", 1.5 + 3 * share)
    for share in (0.0, 0.14, 0.36, 0.7):
        x, y, tall = 700 - 440 * share, 742 + 258 * share, 64 + 150 * share
        c.line([(x, y + 20 + 40 * share), (x, y - tall)], "#241f22", 4 + 8 * share)
        c.glow(x, y - tall, 60 + 130 * share, "#ffc676", 0.75)
        c.oval(x, y - tall, 6 + 9 * share, 7 + 11 * share, "#ffe9b4")
        for k in range(8):
            c.oval(x + 26 + c.rng.uniform(-6, 6), y + 24 + k * (9 + 10 * share), 12 + 20 * share, 1.8, "#ffc87a66")
    c.person(560, 826, 96, "#3d4a63", "#171b28", "#8d7766")
    c.person(596, 822, 90, "#7a4a4f", "#171b28", "#8d7766")
    for left in range(1200, 1600, 40):
        c.grass(left, left + 60, 1005, 60 + (left - 1180) * 0.55, ["#0a1424", "#101d33", "#172844"], 26)


def wetland_egrets(c: Canvas) -> None:
    """Paint egrets fishing in a green wetland."""
    x: float
    c.wash(["#bcd3c4", "#d8e2c8", "#efe9cc"], 0, 430)
    c.glow(1100, 180, 460, "#fff7d8", 0.75)
    c.ridge(420, 90, "#a8c4ad", "#c6d5b7", waves=2, foot=500)
    c.mist(425, 100, "#f0edd4", 0.8)
    for x in range(-20, WIDTH, 46):
        c.tree(x + c.rng.uniform(-14, 14), 452, c.rng.uniform(90, 170), ["#5f8a6c", "#77a078", "#9ab88a"], "#6b6a58")
    c.mist(448, 70, "#f1efd8", 0.7)
    c.reflect(450, ["#c2d3b2", "#9dbfa6", "#6f9f94", "#4d8079"], 0.4, 2.2)
    c.ripples(470, 990, "#f5f6e24d", 180, length=90)
    for _ in range(20):
        x, near = c.rng.uniform(0, WIDTH), c.rng.random() ** 1.5
        y = 480 + near * 420
        c.oval(x, y, 40 + 190 * near, 5 + 16 * near, mix("#7da66f", "#4d7f55", near))
        c.grass(
            x - 36 - 160 * near,
            x + 36 + 160 * near,
            y + 4,
            30 + 90 * near,
            ["#5d8f5b", "#7ba865", "#3f7350", "#a0bb74"],
            30 + round(40 * near),
        )

    def egret(x: float, y: float, size: float, side: int) -> None:
        for leg in (-6, 7):
            c.line([(x + leg * size, y), (x + (leg + 3) * size, y + 74 * size)], "#3b3a36", 2.4 * size)
        c.oval(x + 4 * size, y + 76 * size, 34 * size, 3.4 * size, "#2f5f5a66")
        c.shape(
            [
                (x - side * 62 * size, y + 14 * size),
                (x - side * 20 * size, y - 26 * size),
                (x + side * 26 * size, y - 24 * size),
                (x + side * 38 * size, y - 6 * size),
                (x + side * 10 * size, y + 12 * size),
            ],
            "#fdfcf3",
            "#d5ddd0",
        )
        neck = [
            (x + side * 28 * size, y - 14 * size),
            (x + side * 46 * size, y - 34 * size),
            (x + side * 34 * size, y - 60 * size),
            (x + side * 46 * size, y - 86 * size),
        ]
        c.line(neck, "#fbfaf0", 9 * size)
        c.oval(x + side * 49 * size, y - 90 * size, 12 * size, 8 * size, "#fbfaf0")
        c.shape(
            [
                (x + side * 58 * size, y - 93 * size),
                (x + side * 92 * size, y - 84 * size),
                (x + side * 58 * size, y - 86 * size),
            ],
            "#d9a23b",
        )
        c.oval(x + side * 52 * size, y - 92 * size, 1.8 * size, 1.8 * size, "#22261f")
        for k in range(5):
            c.oval(x + c.rng.uniform(-10, 10), y + (84 + k * 12) * size, 30 * size, 2 * size, "#f7f8ec55")

    egret(1060, 560, 0.6, -1)
    egret(560, 640, 0.95, 1)
    egret(820, 760, 1.5, -1)
    egret(300, 520, 0.5, 1)
    for x, y, size in ((700, 210, 34), (800, 170, 26), (620, 260, 22)):
        c.shape(
            [
                (x, y),
                (x - size * 1.5, y - size),
                (x - size * 0.5, y + size * 0.1),
                (x + size * 0.6, y + size * 0.16),
                (x + size * 1.6, y - size * 0.8),
                (x + size * 0.3, y - size * 0.1),
            ],
            "#fbfaf0",
        )
    c.grass(0, 520, 1010, 190, ["#2f6148", "#4a7d52", "#77a05f", "#264f40"], 240)
    c.grass(1150, 1600, 1010, 230, ["#2f6148", "#4a7d52", "#77a05f", "#264f40"], 240)


def old_town_night(c: Canvas) -> None:
    """Paint an old canal town after dark: tiled roofs, red lanterns, light on the water."""
    c.wash(["#141a33", "#252a4a", "#4a4362", "#7d5f6b"], 0, 620)
    c.stars(330, 160)
    c.ridge(520, 60, "#2a2b48", "#33304c", waves=2, foot=640)

    def house(left: float, base: float, width: float, tall: float, wall: str, floors: int) -> None:
        c.box(left, base - tall, width, tall, wall, mix(wall, "#120f18", 0.45))
        per_floor = tall / floors
        for floor in range(floors):
            top = base - tall + floor * per_floor
            count = max(2, round(width / 46))
            for k in range(count):
                x = left + width * (k + 0.5) / count
                lit = c.rng.random() < 0.72
                glass = c.rng.choice(["#ffcf7d", "#ffdd9b", "#f2a95c"]) if lit else "#2b2430"
                c.box(x - 13, top + per_floor * 0.36, 26, per_floor * 0.44, glass, mix(glass, "#b5622f", 0.4))
                c.line([(x, top + per_floor * 0.36), (x, top + per_floor * 0.8)], "#3b2520", 2)
                c.line([(x - 13, top + per_floor * 0.56), (x + 13, top + per_floor * 0.56)], "#3b2520", 1.6)
            eave = top + per_floor * 0.1
            rise = 46 if floor == 0 else 20
            over = 24
            c.shape(
                [
                    (left - over, eave + 4),
                    (left - over - 10, eave - 6),
                    (left + width * 0.09, eave - rise),
                    (left + width * 0.91, eave - rise),
                    (left + width + over + 10, eave - 6),
                    (left + width + over, eave + 4),
                ],
                "#41485a",
                "#23263a",
            )
            for k in range(round(width / 13)):
                x = left + k * 13
                c.line(
                    [(x, eave + 2), (left + width / 2 + (x - left - width / 2) * 0.85, eave - rise)], "#161a2a88", 1.4
                )

    x = -60.0
    while x < WIDTH:
        width = c.rng.uniform(150, 230)
        house(x, 600, width, c.rng.uniform(130, 190), "#3a3443", 2)
        x += width + 12
    for left, width, tall, floors in (
        (-40, 300, 190, 2),
        (300, 250, 160, 1),
        (600, 330, 270, 3),
        (980, 260, 170, 2),
        (1290, 330, 200, 2),
    ):
        house(left, 668, width, tall, "#5b4444", floors)
        c.glow(left + width / 2, 640, width * 0.75, "#ffb662", 0.4)
        for k in range(4):
            at = left + width * (k + 0.5) / 4
            c.line([(at, 668 - tall / floors * 0.88), (at, 668 - tall / floors * 0.88 + 14)], "#2b1d1d", 1.4)
            y = 668 - tall / floors * 0.88 + 26
            c.glow(at, y, 46, "#ff7a48", 0.6)
            c.oval(at, y, 11, 13, "#e8432f")
            c.oval(at - 2, y - 2, 5, 9, "#ff8e5c")
            c.box(at - 4, y + 12, 8, 4, "#f2c45c")
    c.box(0, 664, WIDTH, 40, "#6d6262", "#3b3742")
    c.line([(0, 664), (WIDTH, 664)], "#a98f78", 3)
    c.reflect(700, ["#4d3c50", "#2a2944", "#12152b"], 0.26, 5)
    c.ripples(706, 990, "#ffbf7355", 230, length=60)
    c.ripples(706, 990, "#0e122755", 150, length=100)
    c.shape([(820, 850), (870, 886), (1130, 886), (1200, 842), (1120, 862), (900, 864)], "#3b2a28", "#181420")
    c.shape([(920, 862), (930, 812), (1060, 812), (1074, 862)], "#6b4a36", "#33242a")
    c.box(944, 826, 34, 26, "#ffca7a")
    c.box(1006, 826, 34, 26, "#ffca7a")
    c.glow(995, 850, 150, "#ffb45c", 0.4)
    c.person(1140, 866, 84, "#3d3f52", "#171723", "#9c7a63")
    c.line([(1152, 812), (1226, 930)], "#171420", 3)
