"""The foot drawn from above: how it points today, and how it is to point."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from footwise.reports.figures import INK, QUIET, Look
from footwise.reports.numbers import angle

WIDTH, HEIGHT = 420, 440
# What the page for the person shows of it: top, width and height; and the size of its words and room for one.
PERSON_TOP, PERSON_WIDTH, PERSON_HEIGHT = 22, 460, 396
PERSON_TEXT, _WORD_WIDTH = 33, 93.0
_HEEL = (210.0, 396.0)
# A right foot, heel marker at (0, 0), 2nd metatarsal head straight ahead on the y axis, about one unit a millimetre.
_BODY = (
    "M0 -12C-24 -12 -37 8 -37 34C-37 68 -27 94 -29 122C-31 148 -43 164 -44 190C-44 206 -41 216 -36 222"
    "C-20 228 -6 226 8 222C28 214 48 202 57 186C64 170 60 148 55 126C49 98 41 68 38 36C37 8 24 -12 0 -12Z"
)
# Centre, half width, half length and tilt of each toe, from the big one to the little one.
_TOES = (
    (-26, 232, 16.5, 27, 2),
    (3, 237, 11, 24, -2),
    (24, 226, 10, 21.5, -6),
    (42, 210, 9.5, 18.5, -10),
    (56, 191, 8.5, 15.5, -14),
)
_TODAY_RADIUS, _TARGET_RADIUS, _TURN_RADIUS = 328.0, 300.0, 278.0
_LINE_LENGTH = 350.0


def foot_from_above(side: str, today_deg: float, target_deg: float | None, look: Look) -> Markup | None:
    """Draw a foot at today's angle and, where there is one, at the target angle.

    Parameters
    ----------
    side : str
        left or right.
    today_deg, target_deg : float
        Foot progression angles, toe-out positive; no target after a refusal.
    look : Look
        Of the condition that is the target.

    Returns
    -------
    Markup or None
        An ``<svg>`` element; None when today's angle is not known.
    """
    if not np.isfinite(today_deg):
        return None
    alt = f"The {side} foot from above. Today it points {angle(today_deg)} of the walking direction"
    if target_deg is not None:
        alt += f", the target is {angle(target_deg)}"
    # On paper the outer side of the right foot is to the right.
    outward = 1 if side == "right" else -1
    parts = [_walking_direction()]
    if target_deg is None:
        parts += [
            _foot(outward, today_deg, QUIET, "#ffffff"),
            _ray(outward * today_deg, _TODAY_RADIUS, INK, ""),
            _arc(outward * today_deg, _TARGET_RADIUS, INK),
            _label(outward, today_deg, _TODAY_RADIUS, "today", INK, 1),
        ]
    else:
        inwards = -1 if target_deg < today_deg else 1
        parts += [
            _foot(outward, today_deg, "#a5aeb6", "#ffffff"),
            _foot(outward, target_deg, look.colour, "#ffffff"),
            _ray(outward * today_deg, _TODAY_RADIUS, QUIET, "7 5"),
            _ray(outward * target_deg, _TARGET_RADIUS, look.colour, ""),
            _arc(outward * today_deg, _TODAY_RADIUS, QUIET),
            _arc(outward * target_deg, _TARGET_RADIUS, look.colour),
            _turn_arrow(outward * today_deg, outward * target_deg, look.colour),
            _label(outward, today_deg, _TODAY_RADIUS, "today", QUIET, -inwards),
            _label(outward, target_deg, _TARGET_RADIUS, "target", look.colour, inwards),
        ]
    parts.append(_sides(outward))
    body = Markup("").join(parts)
    return Markup(
        '<svg class="foot" viewBox="0 0 {} {}" role="img" aria-label="{}" fill="none" stroke-linecap="round">{}</svg>'
    ).format(WIDTH, HEIGHT, alt, body)


def foot_for_the_person(
    side: str,
    today_deg: float,
    target_deg: float,
    look: Look,
    *,
    words: tuple[str, str] = ("today", "new"),
    alt: str = "",
) -> Markup:
    """Draw the same foot with two large words, ``today`` and ``new``, for a page that says the angles beside it.

    Parameters
    ----------
    side : str
        left or right.
    today_deg, target_deg : float
        Foot progression angles, toe-out positive, both known.
    look : Look
        Of the condition that is the target.
    words : (str, str), optional
        What stands at today's line and at the new one.
    alt : str, optional
        What the picture shows, for whoever does not see it.
    """
    outward = 1 if side == "right" else -1
    inwards = -1 if target_deg < today_deg else 1
    today, new = words
    written = ((today_deg, today, INK, -inwards), (target_deg, new, look.colour, inwards))
    alt = alt or f"The {side} foot from above: today {angle(today_deg)}, new {angle(target_deg)}"
    x, y = _HEEL
    parts = [
        Markup(
            '<path d="M{x} {y}V{top}" stroke="#9aa4ad" stroke-width="2.4" stroke-dasharray="1 8"/>'
            '<path d="M{x} {top}v-16m-9 12l9 -13l9 13" stroke="{quiet}" stroke-width="3.4" stroke-linejoin="round"/>'
        ).format(x=x, y=y, top=y - _LINE_LENGTH, quiet=QUIET),
        _foot(outward, today_deg, "#8b959e", "#ffffff"),
        _foot(outward, target_deg, look.colour, "#ffffff"),
        _ray(outward * today_deg, _TODAY_RADIUS, QUIET, "9 6"),
        _ray(outward * target_deg, _TODAY_RADIUS, look.colour, ""),
        _turn_arrow(outward * today_deg, outward * target_deg, look.colour),
        *(_word(outward, angle_deg, word, colour, towards) for angle_deg, word, colour, towards in written),
    ]
    # A foot that points far to one side takes its words along.
    ends = [_word_at(outward, deg, towards)[0] + outward * towards * _WORD_WIDTH for deg, _, _, towards in written]
    left = round((min(ends) + max(ends) - PERSON_WIDTH) / 2)
    return Markup(
        '<svg class="foot" viewBox="{} {} {} {}" role="img" aria-label="{}" fill="none" stroke-linecap="round">{}</svg>'
    ).format(left, PERSON_TOP, PERSON_WIDTH, PERSON_HEIGHT, alt, Markup("").join(parts))


def _word_at(outward: int, angle_deg: float, towards: int) -> tuple[float, float]:
    """Where a word begins beside the end of the foot's line, on its outer (1) or inner (-1) side.

    It keeps clear of the line straight ahead.
    """
    x, y = _at(outward * angle_deg, _TODAY_RADIUS)
    side = outward * towards
    return (max(x, _HEEL[0]) if side > 0 else min(x, _HEEL[0])) + 16 * side, y + 2


def _word(outward: int, angle_deg: float, word: str, colour: str, towards: int) -> Markup:
    x, y = _word_at(outward, angle_deg, towards)
    return Markup(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-size="{}" font-weight="700" stroke="#fff" '
        'stroke-width="6" paint-order="stroke">{}</text>'
    ).format(round(x, 1), round(y, 1), "start" if outward * towards > 0 else "end", colour, PERSON_TEXT, word)


def _at(screen_deg: float, radius: float) -> tuple[float, float]:
    """Point on the picture at an angle from straight ahead, clockwise, around the heel."""
    turned = math.radians(screen_deg)
    return round(_HEEL[0] + radius * math.sin(turned), 1), round(_HEEL[1] - radius * math.cos(turned), 1)


def _walking_direction() -> Markup:
    x, y = _HEEL
    top = y - _LINE_LENGTH
    return Markup(
        '<path d="M{x} {y}V{top}" stroke="{faint}" stroke-width="2" stroke-dasharray="1 7"/>'
        '<path d="M{x} {top}v-12m-7 9l7 -10l7 10" stroke="{quiet}" stroke-width="2.6" stroke-linejoin="round"/>'
        '<text x="{x}" y="22" text-anchor="middle" font-size="17" fill="{quiet}">walking direction</text>'
    ).format(x=x, y=y, top=top, faint="#9aa4ad", quiet=QUIET)


def _foot(outward: int, angle_deg: float, colour: str, fill: str) -> Markup:
    """Draw the foot turned about its heel."""
    shapes = Markup('<path d="{}"/>').format(_BODY) + Markup("").join(_oval(*toe) for toe in _TOES)
    nails = Markup("").join(
        _oval(x - 0.45 * length * math.sin(math.radians(tilt)), y + 0.48 * length, 0.55 * width, 0.3 * length, tilt)
        for x, y, width, length, tilt in _TOES
    )
    x, y = _HEEL
    # Outline first and filling on top leaves one line around body and toes together.
    return Markup(
        '<g transform="translate({x} {y}) rotate({turn}) scale({outward} -1)" opacity="0.93">'
        '<g stroke="{colour}" stroke-width="6">{shapes}</g><g fill="{fill}">{shapes}</g>'
        '<g fill="{colour}" opacity="0.1">{shapes}</g>'
        '<g stroke="{colour}" stroke-opacity="0.4" stroke-width="1.3">{nails}</g></g>'
    ).format(
        x=x, y=y, turn=round(outward * angle_deg, 2), outward=outward, colour=colour,
        shapes=shapes, fill=fill, nails=nails,
    )  # fmt: skip


def _oval(x: float, y: float, width: float, length: float, tilt_deg: float) -> Markup:
    oval = Markup('<ellipse cx="{0}" cy="{1}" rx="{2}" ry="{3}" transform="rotate({4} {0} {1})"/>')
    return oval.format(round(x, 1), round(y, 1), round(width, 1), round(length, 1), tilt_deg)


def _ray(screen_deg: float, radius: float, colour: str, dashes: str) -> Markup:
    (x, y), (to_x, to_y) = _HEEL, _at(screen_deg, radius)
    return Markup(
        '<path d="M{} {}L{} {}" stroke="{}" stroke-width="2.4" stroke-dasharray="{}"/>'
        '<circle cx="{}" cy="{}" r="5" fill="{}"/>'
    ).format(x, y, to_x, to_y, colour, dashes or "none", x, y, INK)


def _arc(screen_deg: float, radius: float, colour: str) -> Markup:
    """Arc from the walking direction to the foot's line."""
    (x, y), (to_x, to_y) = _at(0, radius), _at(screen_deg, radius)
    return Markup('<path d="M{} {}A{r} {r} 0 0 {} {} {}" stroke="{}" stroke-width="2.4"/>').format(
        x, y, int(screen_deg > 0), to_x, to_y, colour, r=radius
    )


def _turn_arrow(from_deg: float, to_deg: float, colour: str) -> Markup:
    """Thick arrow from today's line to the target line, just beyond the toes."""
    clockwise = to_deg > from_deg
    neck = to_deg - (3.0 if clockwise else -3.0)
    start, end, tip = _at(from_deg, _TURN_RADIUS), _at(neck, _TURN_RADIUS), _at(to_deg, _TURN_RADIUS)
    shaft = (*start, int(clockwise), *end)
    head = (*_at(neck, _TURN_RADIUS + 9), *tip, *_at(neck, _TURN_RADIUS - 9))
    return Markup(
        '<path d="M{} {}A{r} {r} 0 0 {} {} {}" stroke="{colour}" stroke-width="5"/>'
        '<path d="M{} {}L{} {}L{} {}Z" fill="{colour}" stroke="{colour}" stroke-width="3" stroke-linejoin="round"/>'
    ).format(*shaft, *head, r=_TURN_RADIUS, colour=colour)


def _label(outward: int, angle_deg: float, radius: float, word: str, colour: str, towards: int) -> Markup:
    """Write an angle beside the end of its line: `towards` the outer (1) or the inner (-1) side.

    The text keeps clear of the walking direction, between which and the foot's line the arc lies.
    """
    x, y = _at(outward * angle_deg, radius)
    side = outward * towards
    size, _, direction = angle(angle_deg).partition(" ")
    x = max(x, _HEEL[0]) + 14 if side > 0 else min(x, _HEEL[0]) - 14
    return Markup(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-size="19" stroke="#fff" stroke-width="5" '
        'paint-order="stroke">'
        '{} <tspan font-size="27" font-weight="700">{}</tspan>'
        '<tspan x="{}" dy="19" font-size="15">{}</tspan></text>'
    ).format(round(x, 1), y + 6, "start" if side > 0 else "end", colour, word, size, round(x, 1), direction)


def _sides(outward: int) -> Markup:
    """Say which side of the foot is which."""
    write = Markup('<text x="{}" y="{}" text-anchor="middle" font-size="15" fill="{}">{}</text>')
    return Markup("").join(
        write.format(_HEEL[0] + outward * place * 140, HEIGHT - 12, QUIET, word)
        for place, word in ((-1, "inner side"), (1, "outer side"))
    )
