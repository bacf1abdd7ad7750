"""The screen of a running session: a big arrow, a big percentage, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from rich.align import Align
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from footwise.coaching import SILENT_S, CoachSession, Phase, Turn
from footwise.foot_sensor.live import Method
from footwise.live_view.big_letters import big_arrow, big_text, big_tick
from footwise.live_view.state import FootState, LiveState, Tally, block_words, strides_so_far, what_to_do
from footwise.reports import MISSING, number

# Ways are told apart by the shape; the colours are such that they can be read on black and on white.
_STYLES = {Turn.IN: "bold cyan", Turn.OUT: "bold magenta", Turn.KEEP: "bold green"}
_WORDS = {Turn.IN: "toes in", Turn.OUT: "toes out", Turn.KEEP: "keep"}
_MARKS = {Turn.IN: "▼", Turn.OUT: "▲", Turn.KEEP: "✓"}
_STRIP = 12
_LABEL, _CELL = 6, 6
_BAR = 30


def live_screen(
    session: CoachSession, state: LiveState, now_s: float, width: int, height: int, *, everything: bool = False
) -> RenderableType:
    """Build the screen.

    Parameters
    ----------
    session : CoachSession
    state : LiveState
    now_s : float
        On the screen's clock.
    width, height : int
        Of the terminal, in characters.
    everything : bool
        Show also what the schedule keeps from the walker: the steps without feedback.
    """
    feet = [_foot(session, state, side, now_s, width, height, everything) for side in session.feet]
    row = Table.grid(expand=True)
    for _ in feet:
        row.add_column(ratio=1)
    row.add_row(*feet)
    return Group(_head(session, width), row, _foot_of_page(session, state, now_s, height))


def arrow_points_left(turn: Turn, side: str) -> bool:
    """Say which way the toes turn as the walker sees it: those of a left foot turn outwards to the left."""
    return (turn is Turn.OUT) == (side == "left")


def connection(foot: FootState, silent: bool, now_s: float) -> tuple[str, str]:
    """Say whether samples come, with the style of the words."""
    if not isfinite(foot.sample_seen_s):
        return "waiting for the sensor", "yellow"
    age = max(0.0, now_s - foot.sample_seen_s)
    if silent or age > SILENT_S:
        return f"silent for {number(age, 0)} s", "bold red"
    return f"streaming ({number(age, 1)} s)", "green"


def _head(session: CoachSession, width: int) -> RenderableType:
    plan = session.plan
    lines = [Text(what_to_do(session), style="bold", justify="center")]
    if session.phase is Phase.TRAINING and session.block is not None:
        block = plan.blocks[session.block]
        gone = session.elapsed_s - sum(before.block_s for before in plan.blocks[: session.block])
        left = max(0.0, block.block_s - gone)
        bar = max(0, min(_BAR, width - 72))
        full = min(bar, max(0, round(bar * gone / block.block_s)))
        feedback = f"feedback on {number(100 * block.share, 0)} % of steps" if block.share else "no feedback"
        where = Text(justify="center").append(f"{block_words(plan, session.block)}  ")
        where.append("█" * full, style="cyan").append("░" * (bar - full), style="dim")
        lines.append(where.append(f"  {int(left) // 60}:{int(left) % 60:02d} left · {feedback}"))
    else:
        named = "" if session.phase is Phase.FINISHED else session.phase.value
        lines.append(Text(named, justify="center", style="dim"))
    return Panel(Group(*lines), title=f"Session {plan.session}", padding=(0, 1))


def _foot(
    session: CoachSession, state: LiveState, side: str, now_s: float, width: int, height: int, everything: bool
) -> RenderableType:
    foot = state.feet[side]
    alone = len(session.feet) == 1
    # A low terminal has no room for big numbers beneath the arrows of two feet.
    tall = alone or height >= 28
    # What head, frame, words, strip and notices leave for the arrow; always an odd number of rows.
    room = height - (15 if alone else 21 if tall else 16)
    rows = max(3, min(13 if alone else 9, room - 1 + room % 2))
    turn = foot.shown_turn(now_s) if session.phase is Phase.TRAINING else None
    cue = _cue(turn, side, rows)
    if session.phase in (Phase.CALIBRATION, Phase.BASELINE):
        lines, words = _strides_so_far(session, side)
    else:
        lines, words = _share(session, foot, everything)
    # "100%" is too wide for the largest size.
    big = 2 if alone and width >= 96 and rows >= 11 and all(len(text) < 4 for text in lines) else 1
    number_ = _block([row for text in lines for row in big_text(text, big)] if tall else lines, words)
    if alone:
        body = Table.grid(expand=True)
        body.add_column(ratio=1)
        body.add_column(ratio=1)
        body.add_row(Align.center(cue), Align.center(number_, vertical="middle", height=rows + 2))
        pair: RenderableType = body
    else:
        pair = Group(Align.center(cue), Align.center(number_, height=7 if tall else 3))
    cells = min(_STRIP, (width // len(session.feet) - 4 - _LABEL) // _CELL)
    return Panel(Group(pair, *_strip(list(session.feet[side].recent)[-cells:], everything)), title=f"{side} foot")


def _block(lines: Sequence[str], words: Sequence[str], style: str = "bold", words_style: str = "not bold") -> Text:
    """Put lines of one width above words that are centred beneath them; the whole can then be centred."""
    width = max((len(line) for line in [*lines, *words]), default=0)
    text = Text("\n".join(line.center(width) for line in lines), style=style, no_wrap=True)
    return text.append("".join(f"\n{line.center(width)}" for line in words), style=words_style)


def _cue(turn: Turn | None, side: str, rows: int) -> Text:
    if turn is None:
        return Text("\n" * (rows + 1))
    if turn is Turn.KEEP:
        tick = big_tick(2 if rows >= 12 else 1)[-rows:]
        above = (rows - len(tick)) // 2
        lines = [""] * above + tick + [""] * (rows - len(tick) - above)
    else:
        lines = big_arrow(arrow_points_left(turn, side), rows)
    width = max(len(line) for line in lines)
    return _block([line.ljust(width) for line in lines], [_WORDS[turn], ""], _STYLES[turn], _STYLES[turn])


def _strides_so_far(session: CoachSession, side: str) -> tuple[list[str], list[str]]:
    done, wanted = strides_so_far(session, side)
    return [str(max(done, 0))], ["", f"of {wanted} strides"]


def _share(session: CoachSession, foot: FootState, everything: bool) -> tuple[list[str], list[str]]:
    """Percentage of this block, big, and of the session; only of steps that are told, lest it be feedback."""
    finished = session.phase is Phase.FINISHED
    whole = foot.session if everything or finished else foot.session_told
    block = whole if finished else foot.block if everything else foot.block_told
    if block.pct is None:
        return [], []
    told = "steps in the band" if everything or finished else "told steps in the band"
    second = "this session" if finished else f"this block; session {_pct(whole)}"
    return [f"{number(block.pct, 0)}%"], [told, second]


def _pct(tally: Tally) -> str:
    return MISSING if tally.pct is None else f"{number(tally.pct, 0)} %"


def _strip(strides: Sequence[Mapping[str, Any]], everything: bool) -> list[Text]:
    """Draw the last strides, the newest to the right: mark above, degrees off the target below."""
    marks, values = Text("steps".ljust(_LABEL), no_wrap=True), Text("off".ljust(_LABEL), no_wrap=True)
    for stride in strides:
        mark, style, value = _stride(stride, everything)
        marks.append(mark.center(_CELL), style=style)
        values.append(value.center(_CELL), style=style)
    if strides and strides[-1]["reason"]:
        said = Text(f"last step not counted: {strides[-1]['reason']}", style="yellow")
    else:
        said = Text("✓ in band  · not told  × not counted" if strides else "", style="dim")
    said.no_wrap, said.overflow = True, "ellipsis"
    return [marks, values, said]


def _stride(stride: Mapping[str, Any], everything: bool) -> tuple[str, str, str]:
    if not stride["valid"]:
        return "×", "dim", ""
    if stride["block"] is None or stride["error_deg"] is None or not (stride["feedback"] or everything):
        return "·", "", ""
    error = stride["error_deg"]
    turn = Turn.KEEP if stride["in_band"] else Turn.IN if error > 0 else Turn.OUT
    return _MARKS[turn], _STYLES[turn], f"{number(abs(error), 0)}°"


def _foot_of_page(session: CoachSession, state: LiveState, now_s: float, height: int) -> RenderableType:
    line = Text(no_wrap=True, overflow="ellipsis")
    watched = "markers" if session.plan.how.method is Method.MARKERS else "sensor"
    for side, foot in session.feet.items():
        words, style = connection(state.feet[side], foot.silent, now_s)
        line.append(f"{side} {watched}: ", style="dim").append(words, style=style).append("   ")
    if state.cue_wait_s is not None:
        line.append(f"last cue after {number(1000 * state.cue_wait_s, 0)} ms", style="dim")
    notices = [Text(f"! {text}", style="yellow") for text in list(session.notices)[-2 if height >= 28 else -1 :]]
    for text in notices[:-1]:
        # Only the newest one may take a second line.
        text.no_wrap, text.overflow = True, "ellipsis"
    return Group(line, *notices)
