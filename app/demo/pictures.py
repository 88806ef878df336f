"""Pictures for the demonstration: each category drawn by rule, with proportions and colours of its own.

They stand in for the photos that a museum would take, on the wall and floor of an imaginary storage room. The same
category and seed give the same picture.
"""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
SCALE = 2
"""Drawn twice as large, then reduced: smooth edges without any other library."""
FINISHED = (800, 600)

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

WALLS: tuple[Colour, ...] = ((236, 230, 218), (226, 231, 226), (232, 224, 226), (222, 228, 235), (240, 233, 214))
FLOORS: tuple[Colour, ...] = ((196, 182, 160), (176, 178, 170), (186, 170, 158), (170, 176, 182))
WOODS: tuple[Colour, ...] = (
    (214, 184, 140),
    (190, 150, 104),
    (236, 232, 224),
    (60, 62, 66),
    (150, 62, 48),
    (46, 92, 84),
)
METALS: tuple[Colour, ...] = ((52, 55, 60), (92, 96, 102), (226, 228, 230), (30, 33, 38))
SCENES: tuple[tuple[Colour, Colour], ...] = (
    ((24, 60, 92), (230, 150, 84)),
    ((18, 72, 60), (226, 214, 150)),
    ((70, 30, 74), (236, 120, 120)),
    ((30, 34, 64), (120, 190, 220)),
    ((96, 44, 22), (244, 206, 120)),
)


def _shade(colour: Colour, by: float) -> Colour:
    """Lighter (by > 1) or darker."""
    return (min(255, int(colour[0] * by)), min(255, int(colour[1] * by)), min(255, int(colour[2] * by)))


def _mix(a: Colour, b: Colour, part: float) -> Colour:
    return (
        int(a[0] + (b[0] - a[0]) * part),
        int(a[1] + (b[1] - a[1]) * part),
        int(a[2] + (b[2] - a[2]) * part),
    )


class Studio:
    """A canvas in the units of the finished picture, with a wall, a floor and a light from the left."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.wall, self.floor = chance.choice(WALLS), chance.choice(FLOORS)
        self.horizon = chance.uniform(0.66, 0.74) * HEIGHT
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), self.wall)
        self.pen = ImageDraw.Draw(self.image)
        self._room()

    def _room(self) -> None:
        for step in range(48):
            x = WIDTH * step / 48
            tone = _shade(self.wall, 1.03 - 0.10 * abs(step / 48 - 0.36))
            self.box((x, 0, x + WIDTH / 48 + 1, self.horizon), tone)
        for step in range(24):
            y = self.horizon + (HEIGHT - self.horizon) * step / 24
            self.box((0, y, WIDTH, y + 14), _shade(self.floor, 0.92 + 0.10 * step / 24))
        self.box((0, self.horizon - 7, WIDTH, self.horizon), _shade(self.wall, 0.86))

    def box(self, box: Box, colour: Colour, radius: float = 0) -> None:
        """A rectangle, corners rounded by *radius*."""
        scaled = tuple(int(value * SCALE) for value in box)
        if radius:
            self.pen.rounded_rectangle(scaled, int(radius * SCALE), colour)
        else:
            self.pen.rectangle(scaled, colour)

    def shape(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """A polygon."""
        self.pen.polygon([(int(x * SCALE), int(y * SCALE)) for x, y in points], colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, flat: float = 1.0) -> None:
        """A disc, or an ellipse *flat* times as high as wide."""
        box = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self.pen.ellipse(tuple(int(value * SCALE) for value in box), colour)

    def line(self, points: list[tuple[float, float]], colour: Colour, width: float) -> None:
        """A line."""
        self.pen.line(
            [(int(x * SCALE), int(y * SCALE)) for x, y in points], colour, int(width * SCALE), joint="curve"
        )

    def shadow(self, box: Box, strength: int = 70, blur: float = 14) -> None:
        """What the object keeps from the light."""
        layer = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(layer).ellipse(tuple(int(value * SCALE) for value in box), strength)
        layer = layer.filter(ImageFilter.GaussianBlur(blur * SCALE))
        self.image.paste((40, 34, 28), (0, 0), layer)
        self.pen = ImageDraw.Draw(self.image)

    def picture(self, box: Box, colours: tuple[Colour, Colour]) -> None:
        """What a screen shows: a sky, a sun, hills."""
        left, top, right, bottom = box
        dark, light = colours
        for step in range(40):
            y = top + (bottom - top) * step / 40
            self.box((left, y, right, min(bottom, y + (bottom - top) / 40 + 1)), _mix(dark, light, step / 52))
        sun = left + (right - left) * self.chance.uniform(0.25, 0.75)
        self.disc(sun, top + (bottom - top) * 0.55, (bottom - top) * 0.13, _shade(light, 1.12))
        for layer, part in ((0.66, 0.55), (0.80, 0.20)):
            points = [(left, bottom)]
            for step in range(9):
                points.append(
                    (
                        left + (right - left) * step / 8,
                        top + (bottom - top) * (layer + self.chance.uniform(-0.07, 0.07)),
                    )
                )
            self.shape([*points, (right, bottom)], _mix(dark, light, part))

    def solid(self, front: Box, depth: float, colour: Colour) -> None:
        """A box seen from the left, above: front, top and right side."""
        left, top, right, bottom = front
        lift = depth * 0.55
        self.shape(
            [(left, top), (left + depth, top - lift), (right + depth, top - lift), (right, top)], _shade(colour, 1.10)
        )
        self.shape(
            [(right, top), (right + depth, top - lift), (right + depth, bottom - lift), (right, bottom)],
            _shade(colour, 0.74),
        )
        self.box(front, colour)

    def finish(self, part: float) -> bytes:
        """The picture as a JPEG: its middle *part*, a little below the centre, as one frames what is on the floor."""
        width, height = WIDTH * SCALE * part, HEIGHT * SCALE * part
        left, top = (WIDTH * SCALE - width) / 2, (HEIGHT * SCALE - height) * 0.72
        small = self.image.resize(FINISHED, Image.Resampling.LANCZOS, (left, top, left + width, top + height))
        out = BytesIO()
        small.save(out, "JPEG", quality=88)
        return out.getvalue()


def _projector(s: Studio) -> None:
    body = s.chance.choice(METALS)
    width, height = s.chance.uniform(360, 470), s.chance.uniform(120, 165)
    left, bottom = (WIDTH - width) / 2 - 30, s.horizon + 90
    s.shadow((left - 30, bottom - 20, left + width + 110, bottom + 46))
    top = bottom - height
    s.solid((left, top, left + width, bottom), 70, body)
    for foot in (left + 40, left + width - 60):
        s.box((foot, bottom, foot + 30, bottom + 14), _shade(body, 0.6), 4)
    x, radius = left + width * s.chance.choice((0.30, 0.50, 0.68)), height * 0.40
    for part, tone in ((1.0, 0.55), (0.86, 0.35), (0.66, 0.8), (0.52, 0.2)):
        s.disc(x, top + height / 2, radius * part, _shade((110, 116, 124), tone))
    s.disc(x, top + height / 2, radius * 0.40, (64, 98, 140))
    s.disc(x - radius * 0.12, top + height / 2 - radius * 0.14, radius * 0.10, (214, 230, 244))
    for n in range(9):
        vent = left + width - 96 + n * 9
        if abs(vent - x) > radius + 12:
            s.box((vent, top + 24, vent + 4, bottom - 24), _shade(body, 0.7))


def _screen(s: Studio) -> None:
    diagonal = s.chance.uniform(470, 640)
    wide, high = diagonal * 0.8716, diagonal * 0.4903
    left, top = (WIDTH - wide) / 2, s.horizon - high + s.chance.uniform(-70, -10)
    frame = s.chance.choice(METALS)
    foot = top + high
    s.shadow((left + 40, s.horizon + 40, left + wide - 20, s.horizon + 100))
    if s.chance.random() < 0.5:
        s.box((WIDTH / 2 - 16, foot, WIDTH / 2 + 16, s.horizon + 66), _shade(frame, 0.8))
        s.box((WIDTH / 2 - 120, s.horizon + 58, WIDTH / 2 + 120, s.horizon + 76), _shade(frame, 0.7), 6)
    else:
        for x in (left + 60, left + wide - 84):
            s.shape(
                [(x, foot), (x + 24, foot), (x + 40, s.horizon + 74), (x - 16, s.horizon + 74)], _shade(frame, 0.7)
            )
    s.box((left - 10, top - 10, left + wide + 10, foot + 14), frame, 7)
    s.picture((left, top, left + wide, foot), s.chance.choice(SCENES))


def _player(s: Studio) -> None:
    body = s.chance.choice(METALS)
    width, height = s.chance.uniform(230, 330), s.chance.uniform(46, 74)
    left, bottom = (WIDTH - width) / 2 - 40, s.horizon + 70
    s.shadow((left - 30, bottom - 16, left + width + 130, bottom + 34))
    s.solid((left, bottom - height, left + width, bottom), 90, body)
    s.disc(left + width - 26, bottom - height / 2, 6, (88, 190, 140))
    for n in range(s.chance.randint(2, 4)):
        s.box(
            (left + 24 + n * 40, bottom - height * 0.64, left + 48 + n * 40, bottom - height * 0.36),
            _shade(body, 0.5),
            2,
        )
    s.line(
        [(left + width + 80, bottom - 66), (left + width + 150, bottom - 30), (WIDTH, bottom + 20)], (44, 46, 50), 6
    )


def _loudspeaker(s: Studio) -> None:
    body = s.chance.choice(WOODS)
    width = s.chance.uniform(150, 200)
    height = width * s.chance.uniform(1.5, 1.9)
    pair = s.chance.random() < 0.5
    for x in (WIDTH / 2 - width - 60, WIDTH / 2 + 50) if pair else (WIDTH / 2 - width / 2 - 20,):
        bottom = s.horizon + 80
        s.shadow((x - 16, bottom - 18, x + width + 80, bottom + 36))
        s.solid((x, bottom - height, x + width, bottom), 54, body)
        for y, radius in ((bottom - height * 0.33, width * 0.36), (bottom - height * 0.76, width * 0.18)):
            s.disc(x + width / 2, y, radius, (34, 36, 40))
            s.disc(x + width / 2, y, radius * 0.82, (66, 68, 74))
            s.disc(x + width / 2, y, radius * 0.34, (28, 30, 34))


def _spot(s: Studio) -> None:
    body = s.chance.choice(METALS)
    y, x = s.chance.uniform(150, 200), WIDTH / 2 + s.chance.uniform(-60, 60)
    s.box((0, 64, WIDTH, 84), (60, 62, 66))
    pool = Image.new("L", s.image.size, 0)
    reach = 330 + s.chance.uniform(-40, 60)
    beam = [
        (x - 40, y + 120),
        (x + 40, y + 120),
        (x + reach * 0.72, s.horizon + 60),
        (x - reach * 0.72, s.horizon + 60),
    ]
    ImageDraw.Draw(pool).polygon([(int(a * SCALE), int(b * SCALE)) for a, b in beam], 90)
    pool = pool.filter(ImageFilter.GaussianBlur(30 * SCALE))
    s.image.paste((255, 240, 196), (0, 0), pool)
    s.pen = ImageDraw.Draw(s.image)
    s.disc(x, s.horizon + 64, reach * 0.7, _mix(s.floor, (255, 240, 200), 0.55), 0.16)
    s.box((x - 8, 84, x + 8, y), _shade(body, 0.8))
    s.box((x - 52, y - 10, x + 52, y + 104), body, 16)
    for n in range(5):
        s.box((x - 52, y + 4 + n * 14, x + 52, y + 8 + n * 14), _shade(body, 0.75))
    s.disc(x, y + 108, 50, _shade(body, 0.7), 0.32)
    s.disc(x, y + 110, 40, (255, 246, 216), 0.28)


def _display_case(s: Studio) -> None:
    base = s.chance.choice(WOODS)
    width, glass = s.chance.uniform(250, 430), s.chance.uniform(150, 280)
    foot = s.chance.uniform(90, 190)
    left, bottom, depth = (WIDTH - width) / 2 - 40, s.horizon + 110, 80
    top = bottom - foot
    s.shadow((left - 24, bottom - 22, left + width + 130, bottom + 40))
    s.solid((left, top, left + width, bottom), depth, base)
    inside = _mix(s.wall, (255, 255, 255), 0.35)
    lift = depth * 0.55
    s.shape(
        [
            (left, top - glass),
            (left + depth, top - glass - lift),
            (left + width + depth, top - glass - lift),
            (left + width + depth, top - lift),
            (left + width, top),
            (left, top),
        ],
        inside,
    )
    pot = s.chance.choice(((176, 96, 62), (84, 110, 120), (196, 168, 96)))
    for n in range(s.chance.randint(1, 3)):
        x, size = left + 70 + n * (width - 90) / 3, s.chance.uniform(26, 44)
        s.disc(x + 30, top - 16 - size, size, pot)
        s.box((x + 30 - size * 0.4, top - 16 - size * 2.2, x + 30 + size * 0.4, top - 16 - size), _shade(pot, 0.9), 5)
        s.disc(x + 22, top - 26 - size, size * 0.22, _shade(pot, 1.3))
        pot = _shade(pot, 0.86)
    edge = (150, 160, 166)
    for a, b in (
        ((left, top), (left, top - glass)),
        ((left + width, top), (left + width, top - glass)),
        ((left, top - glass), (left + width, top - glass)),
        ((left + depth, top - glass - lift), (left + width + depth, top - glass - lift)),
        ((left, top - glass), (left + depth, top - glass - lift)),
        ((left + width, top - glass), (left + width + depth, top - glass - lift)),
        ((left + width + depth, top - glass - lift), (left + width + depth, top - lift)),
    ):
        s.line([a, b], edge, 3)
    s.shape(
        [(left + 24, top - glass + 20), (left + 60, top - glass + 20), (left + 30, top - 30), (left + 12, top - 30)],
        _mix(inside, (255, 255, 255), 0.6),
    )


def _plinth(s: Studio) -> None:
    colour = s.chance.choice(WOODS)
    count = s.chance.randint(1, 3)
    for n in range(count):
        width, height = s.chance.uniform(110, 180), s.chance.uniform(150, 340)
        left = WIDTH / 2 - count * 120 + n * 235
        bottom = s.horizon + 70 + 26 * (n % 2)
        s.shadow((left - 14, bottom - 16, left + width + 90, bottom + 34))
        s.solid((left, bottom - height, left + width, bottom), 66, _shade(colour, 1 - 0.05 * n))


def _picture_wall(s: Studio) -> None:
    colour = s.chance.choice(((244, 242, 236), (58, 74, 92), (118, 52, 46), (70, 92, 78), (222, 204, 168)))
    panels, height = s.chance.randint(2, 4), s.chance.uniform(380, 460)
    width = 780 / panels
    bottom = s.horizon + 60
    s.shadow((70, bottom - 20, 900, bottom + 50))
    for n in range(panels):
        left = 80 + n * width
        s.box((left, bottom - height, left + width - 3, bottom), _shade(colour, 1.0 - 0.05 * (n % 2)))
        if s.chance.random() < 0.75:
            frame_w, frame_h = width * s.chance.uniform(0.42, 0.6), height * s.chance.uniform(0.26, 0.4)
            x, y = left + (width - frame_w) / 2, bottom - height * 0.72
            s.box((x - 8, y - 8, x + frame_w + 8, y + frame_h + 8), s.chance.choice(WOODS))
            s.picture((x, y, x + frame_w, y + frame_h), s.chance.choice(SCENES))
    s.box((80, bottom - 12, 860, bottom), _shade(colour, 0.8))


DRAW: dict[str, Callable[[Studio], None]] = {
    "video_projector": _projector,
    "screen": _screen,
    "media_player": _player,
    "loudspeaker": _loudspeaker,
    "led_spot": _spot,
    "display_case": _display_case,
    "plinth": _plinth,
    "picture_wall": _picture_wall,
}

FRAMED = {"video_projector": 0.74, "media_player": 0.62, "loudspeaker": 0.84, "display_case": 0.88, "plinth": 0.84}
"""How much of the room is in the picture, where it is less than all of it."""


def picture(category: str, seed: int) -> bytes:
    """A JPEG of 800 x 600 pixels. ``KeyError`` for a category nobody has drawn."""
    studio = Studio(random.Random(f"{category}-{seed}"))
    DRAW[category](studio)
    return studio.finish(FRAMED.get(category, 1))
