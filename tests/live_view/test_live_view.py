from __future__ import annotations

import io

import pytest
from rich.console import Console
from tests.reports.course.courses import BASELINE, angles, coached, plan, rows

from footwise.coaching.feedback import Turn
from footwise.coaching.session import Phase, coach
from footwise.coaching.sources.replay import ReplaySource
from footwise.foot_sensor.live import Calibration, HowToCalibrate, Method
from footwise.live_view import LiveView
from footwise.live_view.big_letters import big_arrow, big_text, big_tick
from footwise.live_view.screen import arrow_points_left, connection, live_screen
from footwise.live_view.state import FootState, LiveState, what_to_do

WIDTH, HEIGHT = 100, 30


class Clock:
    """A clock that stands where it is put."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def walk(one, feet, until=lambda session, state: False):
    """Walk until something is so; give the session and what the screen knows of it."""
    clock = Clock()
    session = coached(one, clock=clock)
    state = LiveState({side: FootState() for side in one.sides})
    state.take(session, clock.now)
    source = ReplaySource(feet, clock=clock)
    while packets := source.read():
        for packet in packets:
            clock.now = packet.rows[-1][0]
            session.feed(packet._replace(taken_s=clock.now - 0.012))
            state.take(session, clock.now)
            if until(session, state):
                return session, state, clock.now
    return session, state, clock.now


def picture(session, state, now, width=WIDTH, height=HEIGHT, **how) -> str:
    console = Console(record=True, width=width, height=height, force_terminal=True, file=io.StringIO())
    console.print(live_screen(session, state, now, width, height, **how))
    return console.export_text()


def shows(turn, side="left"):
    return lambda session, state: session.block == 0 and state.feet[side].shown_turn(state.feet[side].sample_s) is turn


@pytest.mark.parametrize(("turn", "side", "left"), [
    (Turn.IN, "left", False), (Turn.OUT, "left", True), (Turn.IN, "right", True), (Turn.OUT, "right", False),
])  # fmt: skip
def test_arrows_point_where_the_toes_go(turn, side, left):
    assert arrow_points_left(turn, side) is left


@pytest.mark.requirement("R-006")
def test_arrows_are_mirrored_and_letters_have_their_size():
    assert big_arrow(True, 9) == [line[::-1] for line in big_arrow(False, 9)]
    assert big_arrow(True, 9)[4].startswith("█") and not big_arrow(True, 9)[0].startswith("█")
    assert len(big_text("78%", 2)) == 10 and len({len(line) for line in big_text("0123456789%–")}) == 1
    assert len(big_tick(2)) == 12


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_cue_is_an_arrow(side):
    session, state, now = walk(plan(share=1.0, sides=(side,)), {side: rows(angles(), side)}, shows(Turn.IN, side))
    text = picture(session, state, now)
    arrow = big_arrow(side == "right", 13)
    assert all(line.strip() in text for line in arrow)
    assert "toes in" in text and f"{side} foot" in text
    assert "Walk with your toes 10° more inward." in text
    assert "feedback on 100 % of steps" in text and "left ·" in text
    assert "streaming" in text and "last cue after 12 ms" in text


def test_a_told_step_in_the_band_is_a_tick_and_soon_fades():
    session, state, now = walk(plan(share=1.0), {"left": rows(angles())}, shows(Turn.KEEP))
    assert "keep" in picture(session, state, now)
    assert "keep" not in picture(session, state, now + 5.0)


def test_percentages_are_of_the_told_steps_alone():
    session, state, now = walk(plan(share=0.5), {"left": rows(angles())}, lambda s, _: s.elapsed_s > 18)
    foot = state.feet["left"]
    assert 0 < foot.block_told.steps < foot.block.steps
    text = picture(session, state, now)
    assert f"session {foot.session_told.pct:.0f} %" in text and "told steps" in text
    assert f"session {foot.session.pct:.0f} %" in picture(session, state, now, everything=True)


def test_nothing_is_told_while_it_is_seen_what_stays():
    one = plan(share=0.0)
    session, state, now = walk(one, {"left": rows(angles())}, lambda s, _: s.elapsed_s > 15)
    text = picture(session, state, now)
    assert "No feedback now" in text
    assert "█" not in "".join(line for line in text.splitlines() if "Block" not in line)
    assert "▼" not in text and "▲" not in text
    assert "▼" in picture(session, state, now, everything=True)


def test_says_what_to_do_until_the_end():
    session, state, _ = walk(plan(), {"left": rows(angles())}, lambda s, _: len(s.feet["left"].strides) >= 5)
    assert "Walk naturally" in what_to_do(session) and f"of {BASELINE} strides" in what_to_do(session)
    assert "of 8 strides" in picture(session, state, 0.0)
    session, state, now = walk(plan(), {"left": rows(angles())})
    assert session.phase is Phase.FINISHED
    text = picture(session, state, now)
    assert "Well done: finished" in text and "this session" in text


def test_says_how_far_the_check_of_the_sensor_is():
    calibration = Calibration(Method.RELATIVE, "left", 0.0, 0.1, 20, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    one = plan(carried={"left": calibration})
    session, state, _ = walk(one, {"left": rows(angles())}, lambda s, _: len(s.feet["left"].recent) >= 3)
    assert session.phase is Phase.CHECK
    assert what_to_do(session) == "Keep walking: the sensor is checked, 3 of 8 strides."
    assert "sensor check" in picture(session, state, 0.0)
    session, state, _ = walk(one, {"left": rows(angles())}, lambda s, _: s.phase is Phase.TRAINING)
    assert any("The left sensor is good" in line for line in state.lines)


def test_standing_comes_before_the_line():
    one = plan(how=HowToCalibrate(Method.STAND_THEN_WALK))
    session, state, now = walk(one, {"left": rows(angles())}, lambda s, _: True)
    assert "Stand still for 2 s with the foot along the line" in picture(session, state, now)
    session, state, now = walk(one, {"left": rows([5.0] * 40)}, lambda s, _: len(s.feet["left"].strides) >= 4)
    assert "Walk straight along the line: 3 of 8 strides." in picture(session, state, now)
    session, state, now = walk(one, {"left": rows([5.0] * 40)}, lambda s, _: s.phase is Phase.BASELINE)
    assert "Walk naturally" in picture(session, state, now)


@pytest.mark.parametrize(("width", "height"), [(100, 30), (80, 24), (160, 50), (60, 18), (20, 5)])
@pytest.mark.parametrize("sides", [("left",), ("left", "right")])
def test_any_terminal(width, height, sides):
    feet = {side: rows(angles(k), side) for k, side in enumerate(sides)}
    session, state, now = walk(plan(share=1.0, sides=sides), feet, lambda s, _: s.elapsed_s > 12)
    text = picture(session, state, now, width, height)
    assert max(map(len, text.splitlines())) <= width
    if height >= 24:
        assert len(text.splitlines()) <= height


def test_connection_in_words():
    foot = FootState()
    assert "waiting" in connection(foot, False, 5.0)[0]
    foot.sample_seen_s = 4.9
    assert "streaming" in connection(foot, False, 5.0)[0]
    assert "silent for 4 s" in connection(foot, True, 9.0)[0]


def test_a_hundred_per_cent_fits():
    session, state, now = walk(plan(share=1.0), {"left": rows(angles())}, lambda s, _: s.elapsed_s > 12)
    state.feet["left"].block_told.in_band = state.feet["left"].block_told.steps
    assert "…" not in picture(session, state, now)


def test_redraws_ten_times_a_second_and_only_what_changed():
    clock, out = Clock(), io.StringIO()
    console = Console(file=out, width=WIDTH, height=HEIGHT, force_terminal=True)
    session = coached(plan(), clock=clock)
    with LiveView(console, clock=clock) as view:
        view.show(session)
        drawn = out.tell()
        for _ in range(50):
            clock.now += 0.001
            view.show(session)
        assert out.tell() == drawn
        clock.now += 0.2
        view.show(session)
        assert out.tell() == drawn
        session.notices.append("The left sensor is back.")
        clock.now += 0.2
        view.show(session)
        assert out.tell() > drawn
        assert "The left sensor is back." in out.getvalue()


def test_plain_lines_where_nothing_can_be_redrawn():
    out = io.StringIO()
    session = coached(plan(share=1.0))
    with LiveView(Console(file=out, width=60)) as view:
        coach(session, ReplaySource({"left": rows(angles())}), view.show)
    lines = out.getvalue().splitlines()
    assert "\x1b" not in out.getvalue()
    assert lines[0] == f"Walk naturally: 0 of {BASELINE} strides."
    told = [line for line in lines if line.startswith("Block")]
    assert [line.split()[1] for line in told] == ["1", "1", "2", "2"]
    assert told[0] == "Block 1 of 2 (practice) begins. Walk with your toes 10° more inward."
    assert "of the" not in told[1] and "steps in the band" in told[1]
    assert lines[-1] == "Well done: finished."
    for notice in session.notices:
        assert notice in lines


def test_a_continued_session_is_not_told_again():
    first = coach(coached(plan(share=1.0)), ReplaySource({"left": rows(angles(1, steps=8))}))
    out = io.StringIO()
    with LiveView(Console(file=out, width=60)) as view:
        view.show(coached(plan(share=1.0), continued=first.records))
    assert out.getvalue().startswith("Session 1 goes on.")
    assert "begins" not in out.getvalue()


def test_a_terminal_that_went_away_does_not_end_the_walk():
    class Gone(io.StringIO):
        gone = False

        def write(self, text: str) -> int:
            if self.gone:
                raise OSError("gone")
            return super().write(text)

    out, clock = Gone(), Clock()
    session = coached(plan(), clock=clock)
    with LiveView(Console(file=out, width=WIDTH, height=HEIGHT, force_terminal=True), clock=clock) as view:
        out.gone = True
        for _ in range(3):
            clock.now += 1.0
            session.tick()
            view.show(session)
