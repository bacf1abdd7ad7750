"""How a phone moved while it filmed a walk, drawn over time."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.gait.film import LARGEST_DRIFT_DEG, LARGEST_ZOOM_PCT, PhoneMotion, Standing
from footwise.reports.figures import INK, QUIET, Look, panel, plain_axes
from footwise.reports.numbers import number

_LOOKS = {
    "to the right": Look("#083f7c", (), "o"),
    "up": Look("#963600", (5, 2.5), "s"),
    "turned": Look("#5b6670", (1.5, 2), "o"),
}
_ZOOM = Look("#5b2a86", (), "o")
_ALLOWED = "#dfe5e9"
_ROOM = 0.35


def phone_drift(phone: PhoneMotion, about: str) -> tuple[Figure, ...]:
    """Draw where a phone that moved pointed, and its zoom where that changed.

    Parameters
    ----------
    phone : PhoneMotion
    about : str
        The walk, for those who cannot see the figure.

    Returns
    -------
    tuple of Figure
        None for a phone that stood still, or of which nothing is known.
    """
    if phone.standing is not Standing.MOVES or not np.isfinite(phone.sideways_deg).any():
        return ()
    drawn = []
    if not phone.drift_deg <= LARGEST_DRIFT_DEG:
        lines = {"to the right": phone.sideways_deg, "up": phone.upwards_deg, "turned": phone.turn_deg}
        what = f"Where {phone.name} pointed"
        drawn.append(_over_time(phone, what, lines, LARGEST_DRIFT_DEG, "°", f"{what} over time in {about}"))
    if phone.zoom_pct > LARGEST_ZOOM_PCT:
        what = f"Zoom of {phone.name}"
        drawn.append(
            _over_time(phone, what, {"": phone.zoomed_pct}, LARGEST_ZOOM_PCT, " %", f"{what} over time in {about}")
        )
    return tuple(drawn)


def _over_time(phone: PhoneMotion, what: str, lines: dict[str, Array], allowed: float, unit: str, alt: str) -> Figure:
    everything = np.concatenate([*lines.values(), [-2 * allowed, 2 * allowed]])
    low, high = float(np.nanmin(everything)), float(np.nanmax(everything))
    margin = 0.06 * (high - low)
    # Of the room above the lines their names take a part.
    top = high + margin + (_ROOM * (high - low) if len(lines) > 1 else 0)

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.axhspan(-allowed, allowed, color=_ALLOWED, linewidth=0, zorder=0)
        for at in phone.walk_s:
            axes.axvline(at, color=QUIET, linewidth=1.0, linestyle=(0, (3, 2)))
        for name, values in lines.items():
            look = _LOOKS.get(name, _ZOOM)
            axes.plot(phone.time_s, values, color=look.colour, linewidth=1.8, linestyle=(0, look.dashes), label=name)
        if len(lines) > 1:
            axes.legend(loc="upper left", ncol=3, frameon=False, fontsize=11, handlelength=2.2, columnspacing=1.0,
                        borderaxespad=0.1, labelcolor=INK)  # fmt: skip
        axes.set_ylim(low - margin, top)
        axes.set_xlim(phone.time_s[0], phone.time_s[-1])
        axes.set_xlabel("time, s")
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 0 if top - low > 4 else 1) + unit)

    return panel(paint, alt, left=52, bottom=44)
