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
_WIDTH = 760
_LINE, _PADDING, _GAP = 19, 9, 30
_MIDDLE, _TRUNK = 380, 270
_SIDE, _SIDE_WIDTH = 450, 298
_ARMS, _ARM_WIDTH = (190, 570), 356
_FONT = 12


@dataclass(frozen=True)
class _Box:
    """Lines of text in a frame; `x` is the middle, `y` the upper edge."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    centred: bool = False

    @property
    def bottom(self) -> float:
        return self.y + 2 * _PADDING + _LINE * len(self.lines)

    @property
    def middle(self) -> float:
        return (self.y + self.bottom) / 2


def consort_flow_figure(flow: Flow, alt: str) -> Figure:
    """Draw the flow of all people; boxes hold counts and reasons, and are as high as these need."""
    boxes: list[_Box] = []
    arrows: list[tuple[tuple[float, float], tuple[float, float]]] = []
    y = 2.0
    if flow.assessed is not None:
        top = _Box(_MIDDLE, y, _TRUNK, (f"Assessed for eligibility (n = {flow.assessed})",), centred=True)
        out = _excluded(flow, top.bottom + _GAP / 2)
        boxes += [top, out]
        y = out.bottom + _GAP / 2
        arrows += [((_MIDDLE, top.bottom), (_MIDDLE, y)), ((_MIDDLE, out.middle), (out.x - out.width / 2, out.middle))]
    trunk = _Box(
        _MIDDLE if flow.assessed is not None else _WIDTH / 2, y, _TRUNK, (f"Randomised (n = {flow.randomised})",), True
    )
    boxes.append(trunk)
    fork = trunk.bottom + _GAP / 2
    above = [fork + _GAP] * 2
    for stage in (_allocated, _followed, _analysed):
        row = [_Box(x, above[0], _ARM_WIDTH, stage(arm)) for x, arm in zip(_ARMS, flow.arms, strict=True)]
        starts = [fork] * 2 if stage is _allocated else [box.bottom for box in boxes[-2:]]
        arrows += [((box.x, start), (box.x, box.y)) for box, start in zip(row, starts, strict=True)]
        boxes += row
        above = [max(box.bottom for box in row) + _GAP] * 2
    height = round(max(box.bottom for box in boxes) + 4)

    def paint(axes: Axes) -> None:
        axes.set_axis_off()
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(height, 0)
        axes.plot((trunk.x, trunk.x), (trunk.bottom, fork), color=QUIET, linewidth=1.2, solid_capstyle="projecting")
        axes.plot(_ARMS, (fork, fork), color=QUIET, linewidth=1.2, solid_capstyle="projecting")
        for begin, end in arrows:
            _paint_arrow(axes, begin, end)
        for box in boxes:
            _paint_box(axes, box)

    return panel(paint, alt, width=_WIDTH, height=height, left=0, bottom=0, top=0, right=0)


def _excluded(flow: Flow, y: float) -> _Box:
    lines = (f"Not randomised (n = {flow.excluded})", *_reasons(flow.reasons, 40))
    return _Box(_SIDE + _SIDE_WIDTH / 2, y, _SIDE_WIDTH, lines)


def _allocated(arm: ArmFlow) -> tuple[str, ...]:
    lines = (f"{arm.label}: allocated (n = {arm.allocated})",)
    if arm.received is None:
        return lines
    began, not_begun = arm.received, arm.allocated - arm.received
    return (*lines, f"began the allocated treatment (n = {began})", f"did not begin it (n = {not_begun})")


def _followed(arm: ArmFlow) -> tuple[str, ...]:
    return (
        f"Left before the last visit (n = {arm.withdrawn})",
        *_reasons(arm.reasons, 48),
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


def _reasons(reasons: tuple[tuple[str, int], ...], width: int) -> list[str]:
    """One line a reason, folded where it is long."""
    lines: list[str] = []
    for reason, count in reasons:
        lines += textwrap.wrap(f"{reason} (n = {count})", width, initial_indent="– ", subsequent_indent="\u2003")
    return lines


def _paint_box(axes: Axes, box: _Box) -> None:
    left, height = box.x - box.width / 2, box.bottom - box.y
    axes.add_patch(Rectangle((left, box.y), box.width, height, facecolor="white", edgecolor=QUIET, linewidth=1.2))
    for k, text in enumerate(box.lines):
        axes.text(
            box.x if box.centred else left + 12, box.y + _PADDING + _LINE * (k + 0.5), text,
            ha="center" if box.centred else "left", va="center_baseline", fontsize=_FONT, color=INK,
            fontweight="bold" if k == 0 else "normal", parse_math=False,
        )  # fmt: skip


def _paint_arrow(axes: Axes, begin: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, begin, arrowprops=style)
