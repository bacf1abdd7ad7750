"""The CONSORT flow diagram: how many people went which way through a trial."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from footwise.reports.figures import INK, QUIET, panel
from footwise.trial import ArmFlow, Flow

# All in pixels of the picture; y grows downwards.
_LINE, _PADDING, _GAP = 17, 9, 28
_FONT, _INDENT = 12, 10
# Room for a letter, also a bold one in the wide letters of the PDF.
_LETTER = 6.9


@dataclass(frozen=True)
class _Layout:
    """Where boxes stand: width of the whole, left edge and width of the side box, and the arms with their width."""

    width: float
    side: float
    side_width: float
    arms: tuple[float, float]
    arm_width: float


# A phone's page, and a sheet of paper, which has less height to spare.
_PHONE = _Layout(width=400, side=84, side_width=314, arms=(98, 302), arm_width=192)
_PAPER = _Layout(width=760, side=400, side_width=348, arms=(190, 570), arm_width=356)


@dataclass(frozen=True)
class _Box:
    """Lines of text in a frame, the first `strong` of them bold; `x` is the middle, `y` the upper edge."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    centred: bool = False
    strong: int = 1

    @property
    def bottom(self) -> float:
        return self.y + 2 * _PADDING + _LINE * len(self.lines)

    @property
    def middle(self) -> float:
        return (self.y + self.bottom) / 2


def consort_flow_figure(flow: Flow, alt: str, *, on_paper: bool = False) -> Figure:
    """Draw the flow of all people; boxes hold counts and reasons, and are as high as these need.

    Parameters
    ----------
    flow : Flow
    alt : str
    on_paper : bool
        Wide, for a sheet of paper; else it is as wide as a phone's page.
    """
    at = _PAPER if on_paper else _PHONE
    trunk_width = at.width - 4 if at is _PHONE else 270
    down = (at.side if at is _PHONE else at.width) / 2
    boxes: list[_Box] = []
    arrows: list[tuple[tuple[float, float], tuple[float, float]]] = []
    y = 2.0
    if flow.assessed is not None:
        top = _Box(at.width / 2, y, trunk_width, (f"Assessed for eligibility (n = {flow.assessed})",), centred=True)
        lines = (f"Not randomised (n = {flow.excluded})", *_reasons(flow.reasons))
        out = _box(at.side + at.side_width / 2, top.bottom + _GAP / 2, at.side_width, lines)
        boxes += [top, out]
        y = out.bottom + _GAP / 2
        arrows += [((down, top.bottom), (down, y)), ((down, out.middle), (out.x - out.width / 2, out.middle))]
    trunk = _Box(at.width / 2, y, trunk_width, (f"Randomised (n = {flow.randomised})",), True)
    boxes.append(trunk)
    fork = trunk.bottom + _GAP / 2
    above = [fork + _GAP] * 2
    for stage in (_allocated, _followed, _analysed):
        row = [_box(x, above[0], at.arm_width, stage(arm)) for x, arm in zip(at.arms, flow.arms, strict=True)]
        starts = [fork] * 2 if stage is _allocated else [box.bottom for box in boxes[-2:]]
        arrows += [((box.x, start), (box.x, box.y)) for box, start in zip(row, starts, strict=True)]
        boxes += row
        above = [max(box.bottom for box in row) + _GAP] * 2
    height = round(max(box.bottom for box in boxes) + 4)

    def paint(axes: Axes) -> None:
        axes.set_axis_off()
        axes.set_xlim(0, at.width)
        axes.set_ylim(height, 0)
        axes.plot((trunk.x, trunk.x), (trunk.bottom, fork), color=QUIET, linewidth=1.2, solid_capstyle="projecting")
        axes.plot(at.arms, (fork, fork), color=QUIET, linewidth=1.2, solid_capstyle="projecting")
        for begin, end in arrows:
            _paint_arrow(axes, begin, end)
        for box in boxes:
            _paint_box(axes, box)

    return panel(paint, alt, width=round(at.width), height=height, left=0, bottom=0, top=0, right=0)


def _allocated(arm: ArmFlow) -> tuple[str, ...]:
    lines = (f"{arm.label}: allocated (n = {arm.allocated})",)
    if arm.received is None:
        return lines
    began, not_begun = arm.received, arm.allocated - arm.received
    return (*lines, f"began the allocated treatment (n = {began})", f"did not begin it (n = {not_begun})")


def _followed(arm: ArmFlow) -> tuple[str, ...]:
    return (
        f"Left before the last visit (n = {arm.withdrawn})",
        *_reasons(arm.reasons),
        f"Seen at the last visit (n = {arm.seen_last})",
    )


def _analysed(arm: ArmFlow) -> tuple[str, ...]:
    return (
        "Not analysed in the mixed model"
        if arm.analysed is None
        else f"Analysed in the mixed model (n = {arm.analysed})",
        f"without any follow-up (n = {arm.without_follow_up})",
        "not analysed with imputation" if arm.imputed is None else f"with imputation, everybody (n = {arm.imputed})",
    )


def _reasons(reasons: tuple[tuple[str, int], ...]) -> list[str]:
    return [f"– {reason} (n = {count})" for reason, count in reasons]


def _box(x: float, y: float, width: float, lines: tuple[str, ...]) -> _Box:
    """Fold what is too long for a line; a number stays with its n, and the first text is strong in all its lines."""
    folded: list[list[str]] = []
    for line in lines:
        whole = line.replace("(n = ", "(n\u00a0=\u00a0")
        indent = "\u2003" if line.startswith("– ") else ""
        parts = textwrap.wrap(whole, round((width - 2 * _INDENT) / _LETTER), subsequent_indent=indent)
        folded.append([part.replace("\u00a0", " ") for part in parts])
    return _Box(x, y, width, tuple(text for parts in folded for text in parts), strong=len(folded[0]))


def _paint_box(axes: Axes, box: _Box) -> None:
    left, height = box.x - box.width / 2, box.bottom - box.y
    axes.add_patch(Rectangle((left, box.y), box.width, height, facecolor="white", edgecolor=QUIET, linewidth=1.2))
    for k, text in enumerate(box.lines):
        axes.text(
            box.x if box.centred else left + _INDENT, box.y + _PADDING + _LINE * (k + 0.5), text,
            ha="center" if box.centred else "left", va="center_baseline", fontsize=_FONT, color=INK,
            fontweight="bold" if k < box.strong else "normal", parse_math=False,
        )  # fmt: skip


def _paint_arrow(axes: Axes, begin: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, begin, arrowprops=style)
