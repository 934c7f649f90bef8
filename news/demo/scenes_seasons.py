"""Scenes of the turning year: blossom, gold leaves, snow, misty hills."""

import math

from news.demo.canvas import HEIGHT, WIDTH, Canvas, mix


def blossom_path(c: Canvas) -> None:
    """Paint cherry trees in blossom along a lakeside path."""
    c.wash(["#a9cdd8", "#d3e2df", "#f3e6df"], 0, 430)
    c.clouds(20, 330, "#fffaf6", 0.8, 0.5)
    c.ridge(420, 110, "#a9c2bf", "#d0dbd0", waves=2, foot=460)
    c.mist(424, 70, "#f6eae3", 0.7)
    c.treeline(438, 26, "#8fb09a")
    c.reflect(440, ["#c3d9d8", "#95bcc4", "#6fa0ae"], 0.45, 2.6, 720)
    c.ripples(450, 710, "#f6f1ec66", 150, length=70)
    c.shape([(0, 640), (500, 600), (1000, 560), (1600, 530), (1600, 1000), (0, 1000)], "#9fbf74", "#5f914f")
    c.shape(
        [(1600, 566), (1240, 610), (760, 760), (300, 1000), (980, 1000), (1240, 800), (1600, 640)],
        "#efe3cf",
        "#cdb999",
    )
    for _ in range(800):
        x, near = c.rng.uniform(0, WIDTH), c.rng.random()
        y = 640 + 360 * near
        c.oval(x, y, 1.6 + 3 * near, 1 + 1.4 * near, c.rng.choice(["#f7cfd6", "#fbe3e4", "#eda9b8"]))

    def cherry(x: float, base: float, tall: float) -> None:
        c.oval(x, base, tall * 0.36, tall * 0.035, "#3f6a4466")
        c.bare_tree(x, base, tall * 0.86, "#5d4440")
        for depth, shade in enumerate(("#c97f95", "#e2a3b3", "#f0bfca", "#f9dbe0", "#fdf0f0")):
            for _ in range(380 - depth * 50):
                turn, reach = c.rng.uniform(0, math.tau), math.sqrt(c.rng.random())
                at_x = x + math.cos(turn) * reach * tall * 0.44 - depth * tall * 0.012
                at_y = base - tall * 0.73 + math.sin(turn) * reach * tall * 0.28 - depth * tall * 0.02
                dab = (2 + tall * 0.012) * c.rng.uniform(0.6, 1.2)
                c.oval(at_x, at_y, dab, dab * 0.8, shade)

    for x, base, tall in (
        (1500, 556, 130),
        (1370, 572, 160),
        (1220, 586, 200),
        (1010, 622, 260),
        (700, 690, 370),
        (250, 800, 560),
    ):
        cherry(x, base, tall)
    cherry(1480, 880, 620)
    c.person(1010, 720, 92, "#e9e0d2", "#5a6b80")
    c.person(1050, 716, 84, "#7c9fae", "#3d4656")
    c.line([(860, 770), (930, 746)], "#6b5140", 7)
    c.line([(860, 746), (930, 722)], "#8a6b52", 5)
    c.line([(866, 798), (866, 768)], "#57473d", 4)
    c.line([(924, 774), (924, 744)], "#57473d", 4)


def ginkgo_avenue(c: Canvas) -> None:
    """Paint an avenue of ginkgos in full autumn gold with a carpet of leaves."""
    c.wash(["#b9cdd2", "#e4e2cd", "#f6e9c0"], 0, 560)
    c.glow(800, 500, 560, "#fff6d2", 0.9)
    c.treeline(548, 60, "#d9bf7a")
    c.mist(540, 120, "#fbf0cd", 0.8)
    c.wash(["#e6c766", "#d9ad42", "#b98430"], 545, HEIGHT)
    c.shape([(776, 545), (824, 545), (1240, 1000), (360, 1000)], "#d8cbb0", "#9f917c")
    for _ in range(2600):
        near = c.rng.random() ** 1.5
        x, y = c.rng.uniform(-100, WIDTH + 100), 550 + 450 * near
        thick = abs(x - 800) / (30 + 420 * near)
        if thick > 1 or c.rng.random() < 0.2 + 0.5 * thick**2:
            c.oval(
                x,
                y,
                2 + 8 * near,
                0.8 + 2.6 * near,
                c.rng.choice(["#f2cf5c", "#e0aa34", "#f7e08c", "#c68f2c", "#e9bd48"]),
            )
    for row in range(9):
        near = ((row + 0.3) / 8.3) ** 2.1
        base, tall = 556 + 400 * near, 150 + 1080 * near
        for side in (-1, 1):
            x = 800 + side * (62 + 720 * near)
            haze = 0.6 * (1 - near) ** 2
            bark = mix("#5d4a36", "#f6e9c0", haze)
            c.shape(
                [
                    (x - tall * 0.022, base),
                    (x - tall * 0.012, base - tall * 0.8),
                    (x + tall * 0.012, base - tall * 0.8),
                    (x + tall * 0.022, base),
                ],
                bark,
            )
            for k in range(7):
                up, reach = 0.3 + 0.08 * k, tall * 0.26 * (1 - k * 0.09)
                for lean in (-1, 1):
                    c.line([(x, base - tall * up), (x + lean * reach, base - tall * (up + 0.17))], bark, tall * 0.008)
            for depth, shade in enumerate(("#b57f22", "#d39c2c", "#e9bb40", "#f6d766", "#fbe894")):
                tone = mix(shade, "#fbf0cd", haze)
                for _ in range(round(70 + 330 * near)):
                    up = c.rng.random() ** 0.85
                    wide = tall * 0.3 * math.sin(math.pi * (0.14 + up * 0.84)) ** 0.8
                    at_x = x + c.rng.uniform(-1, 1) * wide - depth * tall * 0.009
                    at_y = base - tall * (0.3 + 0.74 * up) - depth * tall * 0.008
                    dab = (1.4 + tall * 0.0075) * c.rng.uniform(0.6, 1.3)
                    c.oval(at_x, at_y, dab * 1.2, dab, tone)
    for _ in range(90):
        c.oval(c.rng.uniform(360, 1240), c.rng.uniform(300, 900), c.rng.uniform(3, 7), c.rng.uniform(2, 4), "#f7dd7a")
    c.person(770, 690, 112, "#8c4a43", "#3a3a44")
    c.person(822, 690, 106, "#46627a", "#3a3a44")
    c.person(797, 694, 68, "#d98a3d", "#4a5a6a")


def snow_trees(c: Canvas) -> None:
    """Paint bare trees and a farmhouse after snow, in blue and rose."""
    c.wash(["#93a9c4", "#c0c8d6", "#e6d5d3", "#f3dfd2"], 0, 600)
    c.glow(1150, 500, 520, "#ffe9d2", 0.75)
    c.oval(1150, 470, 38, 38, "#fff6e6")
    c.ridge(560, 120, "#b5c0d2", "#dcd9de", waves=2, foot=640)
    c.mist(570, 90, "#f0e3de", 0.8)
    c.ridge(590, 70, "#96a7bf", "#cfd4de", waves=3, foot=660)
    for _ in range(36):
        c.bare_tree(c.rng.uniform(0, WIDTH), 622, c.rng.uniform(40, 80), "#8793ab")
    c.mist(612, 60, "#f4e9e4", 0.8)
    c.ridge(660, 50, "#eef0f5", "#d9e0ec", "#c3cfe2", waves=1.3, rough=0.3)
    c.box(250, 590, 210, 76, "#b59a86", "#8d7468")
    c.shape([(224, 596), (262, 536), (452, 536), (488, 596)], "#f8f8fa", "#d3dbe8")
    c.box(282, 612, 36, 34, "#ffd892")
    c.box(392, 612, 36, 34, "#ffd892")
    c.glow(355, 636, 150, "#ffce85", 0.45)
    c.box(340, 612, 34, 54, "#6a4a3f")
    c.box(420, 500, 22, 44, "#8d7468")
    for k in range(9):
        c.oval(434 + k * 9 + c.rng.uniform(-5, 5), 488 - k * 22, 12 + k * 4, 9 + k * 3, "#f5f0ef44")
    c.ridge(740, 60, "#f6f6f9", "#dde5f0", "#b9c8de", waves=1.1, rough=0.3)
    for k in range(26):
        near = k / 26
        x = 560 + 300 * math.sin(near * 2.6) + 260 * near
        c.oval(x - 9 - 12 * near, 760 + 230 * near, 5 + 7 * near, 2 + 3 * near, "#98abc9")
        c.oval(x + 9 + 12 * near, 756 + 228 * near, 5 + 7 * near, 2 + 3 * near, "#98abc9")
    for x, base, tall in ((1010, 770, 340), (1210, 760, 260), (120, 800, 380), (640, 745, 190), (760, 738, 150)):
        for k in range(7):
            c.oval(x - 40 - k * 26, base + 6 + k * 3, 46, 3, "#9fb2d055")
        c.bare_tree(x, base, tall, "#4d4a58", "#fdfdff")
    c.ridge(900, 70, "#fafbfd", "#d5dfed", "#aabbd6", waves=0.9, rough=0.25)
    c.bare_tree(1430, 930, 640, "#37343f", "#ffffff")
    for _ in range(46):
        x = c.rng.uniform(0, 700)
        c.grass(x, x + 30, 940 + c.rng.uniform(0, 50), 46, ["#8a7f74", "#a39685"], 3)
    for _ in range(260):
        size = 0.9 + 2.6 * c.rng.random() ** 3
        c.oval(c.rng.uniform(0, WIDTH), c.rng.uniform(0, HEIGHT), size, size, "#ffffffcc")


def hills_pagoda(c: Canvas) -> None:
    """Paint pagoda silhouettes on wooded hills, fading range by range into the mist."""
    x: float
    c.wash(["#e3cfae", "#efd9b2", "#f3dfbb", "#e9d3ad"])
    c.glow(1120, 260, 430, "#fff2d2", 0.85)
    c.oval(1120, 260, 66, 66, "#d9714f")
    c.clouds(60, 420, "#f9ead0", 0.7, 0.5)

    def pagoda(x: float, base: float, tall: float, floors: int, tone: str) -> None:
        for floor in range(floors):
            share = floor / floors
            wide, step = tall * 0.16 * (1 - share * 0.5), tall * 0.8 / floors
            y = base - step * floor
            c.box(x - wide * 0.7, y - step, wide * 1.4, step + 2, tone)
            c.shape(
                [
                    (x - wide * 1.35, y - step + step * 0.1),
                    (x - wide * 1.15, y - step * 0.98),
                    (x - wide * 0.6, y - step * 1.3),
                    (x + wide * 0.6, y - step * 1.3),
                    (x + wide * 1.15, y - step * 0.98),
                    (x + wide * 1.35, y - step + step * 0.1),
                    (x + wide, y - step * 0.8),
                    (x - wide, y - step * 0.8),
                ],
                mix(tone, "#000000", 0.12),
            )
        c.shape([(x - tall * 0.02, base - tall * 0.82), (x, base - tall), (x + tall * 0.02, base - tall * 0.82)], tone)
        c.oval(x, base - tall * 0.86, tall * 0.022, tall * 0.022, tone)

    layers = (
        (500, 260, "#c9b59c", "#ead6b4", 1.4, None),
        (570, 240, "#a99d8c", "#dfcdae", 1.9, (430, 150, 7)),
        (650, 220, "#857f76", "#d0c2a6", 1.5, (1090, 190, 9)),
        (770, 240, "#615f5b", "#b3a993", 1.7, (640, 250, 7)),
        (900, 210, "#42443f", "#77755f", 1.3, None),
        (1010, 180, "#2a2e2a", "#363a30", 1.1, None),
    )
    for base, tall, top, foot, waves, tower in layers:
        edge = c.outline(base, tall, waves, 0.42)
        if tower:
            x, size, floors = tower
            y = min((abs(px - x), py) for px, py in edge)[1]
            pagoda(x, y + 12, size, floors, mix(top, "#3a2a22", 0.25))
        c.shape([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], top, foot)
        fuzz, highest = tall * 0.035, min(y for _, y in edge)
        for x, y in edge:
            tone = mix(top, foot, max(0.0, (y - highest) / (HEIGHT - highest)))
            for _ in range(2):
                dab = fuzz * c.rng.uniform(0.4, 1.2)
                c.oval(x + c.rng.uniform(-8, 8), y + dab * 0.6, dab * 0.8, dab, tone)
        c.mist(base + 30, 130, "#f3e2c2", 0.85 if base < 880 else 0.2)
    for x, tall in ((90, 520), (1510, 600)):
        c.bare_tree(x, 1010, tall, "#23241f")
        for _ in range(260):
            turn, reach = c.rng.uniform(0, math.tau), tall * 0.36 * math.sqrt(c.rng.random())
            dab = c.rng.uniform(3, 8)
            c.oval(
                x + math.cos(turn) * reach,
                1010 - tall * 0.72 + math.sin(turn) * reach * 0.7,
                dab,
                dab * 0.7,
                c.rng.choice(["#b5502f", "#cf7a3d", "#8d3d2a"]),
            )
    c.birds(820, 330, 130, 9, 16, "#6a5d52")
