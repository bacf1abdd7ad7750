"""Power over the number of people, one line for each share of drop-out."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.reports.figures import INK, QUIET, Look, panel, plain_axes
from footwise.reports.numbers import number
from footwise.trial import SettingPower

POWER_LOOKS = (
    Look("#083f7c", (), "o"),
    Look("#2f85c9", (5, 2.5), "s"),
    Look("#dd7d0c", (), "^"),
    Look("#963600", (2, 2), "D"),
)
# The share of trials that most designs ask for.
_ASKED = 0.8


def power_curve(what: str, points: Sequence[SettingPower], primary: int, alt: str) -> Figure:
    """Draw the power of one primary hypothesis with the Monte-Carlo error of every point."""
    shares = sorted({point.setting.drop_out for point in points})

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.axhline(_ASKED, color=QUIET, linewidth=1, dashes=(4, 3))
        for share, look in zip(shares, POWER_LOOKS * len(shares), strict=False):
            mine = sorted((p for p in points if p.setting.drop_out == share), key=lambda p: p.setting.people)
            people = [p.setting.people for p in mine]
            power = [p.power[primary] for p in mine]
            (line,) = axes.plot(
                people, power, color=look.colour, linewidth=1.7, marker=look.marker, markersize=5.5,
                label=f"{number(100 * share, 0)} % leave",
            )  # fmt: skip
            if look.dashes:
                line.set_dashes(look.dashes)
            reach = [1.96 * p.error(p.power[primary]) for p in mine]
            axes.vlines(
                people,
                [max(a - b, 0.0) for a, b in zip(power, reach, strict=True)],
                [min(a + b, 1.0) for a, b in zip(power, reach, strict=True)],
                color=look.colour,
                linewidth=1.2,
            )
        axes.set_ylim(-0.03, 1.03)
        axes.set_yticks((0, 0.2, 0.4, 0.6, 0.8, 1.0))
        axes.yaxis.set_major_formatter(lambda value, _: number(100 * value, 0) + " %")
        axes.set_xlabel("people randomised", color=INK)
        axes.margins(x=0.06)

    return panel(paint, alt, left=52, bottom=44)
