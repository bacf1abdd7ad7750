from __future__ import annotations

from dataclasses import replace

import pytest
from tests.browser import in_browser, printed_pages
from tests.reports.course.courses import BASELINE, angles, coached, plan, rows, walked, with_strides
from tests.reports.page_reader import assert_self_contained

from footwise.coaching import DEFAULT_SCHEDULE, Block, FootSummary, SessionLog, StepStatistics, coach
from footwise.coaching.sources import ReplaySource
from footwise.foot_sensor.live import HowToCalibrate, Method, Reason
from footwise.reports.course import coaching_report, in_words
from footwise.reports.course.for_the_person import for_the_person, next_for_the_person, share_in_words


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """A whole session, half of its steps with feedback."""
    return walked(tmp_path_factory.mktemp("course"), plan(2, 0.5), {"left": rows(angles(2))})


def steps(count: int, right: int, angle: float | None = -8.0) -> StepStatistics:
    if not count:
        return StepStatistics(0, 0, None, None, None, None)
    return StepStatistics(count, right, 100.0 * right / count, 0.0, 0.0, angle)


def said(session, **changes):
    """What is said of a foot that differs from the session's."""
    summary = session.summary()
    foot: FootSummary = replace(summary.feet[0], **changes)
    return for_the_person(replace(summary, feet=(foot,)), session)[0]


def next_of(session, schedule=DEFAULT_SCHEDULE) -> str:
    return next_for_the_person(session, session.summary(), schedule)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 7, "0 of 7"), (3, 7, "3 of 7"), (10, 10, "10 of 10"), (250, 1000, "1 of 4"), (740, 1000, "3 of 4"),
        (690, 1000, "7 of 10"), (820, 1000, "8 of 10"), (999, 1000, "more than 9 of 10"),
        (2, 1000, "fewer than 1 of 10"), (0, 1000, "0 of 10"), (1000, 1000, "10 of 10"),
    ],
)  # fmt: skip
def test_shares_as_they_are_said(part, whole, words):
    assert share_in_words(part, whole) == words


@pytest.mark.parametrize(
    ("count", "right", "words", "dots"),
    [
        (927, 638, "7 of 10 steps were right.", [True] * 7 + [False] * 3),
        (927, 700, "3 of 4 steps were right.", [True] * 3 + [False]),
        (927, 240, "1 of 4 steps was right.", [True] + [False] * 3),
        (927, 920, "More than 9 of 10 steps were right.", [True] * 9 + [False]),
        (927, 927, "All steps were right.", [True] * 10),
        (927, 5, "Fewer than 1 of 10 steps were right.", [False] * 10),
        (927, 0, "No step was right yet.", [False] * 10),
        (7, 3, "3 of 7 steps were right.", [True] * 3 + [False] * 4),
        (1, 1, "The one step was right.", [True]),
    ],
)
def test_steps_that_were_right(second, count, right, words, dots):
    foot = said(second, every_step=steps(count, right))
    assert foot.right == words and list(foot.dots) == dots
    assert foot.right_exactly == f"{right} of {count} steps in session 2"


@pytest.mark.parametrize(
    ("asked", "kept", "words", "exactly"),
    [
        (-10.0, -8.04, "You keep 8 of 10 degrees without help.", "On average 8.0° inwards, over 400 steps"),
        (10.0, 7.6, "You keep 8 of 10 degrees without help.", "On average 7.6° outwards"),
        (5.0, 5.2, "You keep 5 of 5 degrees without help.", "asked for: 5° outwards"),
        (-10.0, -10.4, "You keep 10 of 10 degrees without help.", "10.4° inwards"),
        (-10.0, -12.0, "You turn 12 degrees without help, more than the 10 asked for.", "12.0° inwards"),
        (-10.0, 2.1, "Without help you turn your foot 2 degrees the other way.", "2.1° outwards"),
        (-5.0, 1.0, "Without help you turn your foot 1 degree the other way.", "1.0° outwards"),
        (-10.0, 0.3, "You keep 0 of 10 degrees without help.", "0.3° outwards"),
        (-9.4, -8.0, "You keep 8.0 of 9.4 degrees without help.", "asked for: 9.4° inwards"),
        (0.0, -1.2, "Without help your foot is 1 degree from your natural walking, which you are asked to keep.", ""),
    ],
)  # fmt: skip
def test_degrees_that_are_kept(second, asked, kept, words, exactly):
    foot = said(
        second, baseline_deg=3.0, target_deg=3.0 + asked, kept_change_deg=kept, kept=steps(400, 300, 3.0 + kept)
    )
    assert foot.kept == words and exactly in foot.kept_exactly


def test_with_help_on_every_step_nothing_is_known_of_what_stays(second):
    foot = said(second, kept_change_deg=None, kept=steps(0, 0))
    assert foot.kept == "Every step had help, so what you keep without it is not known yet." and not foot.kept_exactly


def test_no_step_to_judge(second, tmp_path):
    lost = with_strides(second, valid=False, reason=Reason.TURNING.value, error_deg=None, in_band=False, turn=None)
    (foot,) = for_the_person(lost.summary(), lost)
    assert (foot.right, foot.kept, foot.dots) == ("No step could be judged.", "", ())
    nothing = walked(tmp_path, plan(1), {"left": rows([5.0, 5.0])[:200]}, end=False)
    (foot,) = for_the_person(nothing.summary(), nothing)
    assert foot.right == "No step was seen. Was the sensor switched on, and on this shoe?"
    cameras = replace(nothing, plan=replace(nothing.plan, how=HowToCalibrate(Method.MARKERS)))
    (foot,) = for_the_person(cameras.summary(), cameras)
    assert "Did the cameras see heel and toes?" in foot.right


def test_broken_off_in_natural_walking(tmp_path):
    session = walked(tmp_path, plan(), {"left": rows(angles(1)[: BASELINE - 2])}, end=False)
    (foot,) = for_the_person(session.summary(), session)
    assert foot.right.startswith("Your natural walking is not measured to its end yet")
    assert next_of(session) == "Next: walk session 1, less than a minute."


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (1, "Next: session 2, 15 minutes with help on every step, then 2 minutes without."),
        (2, "Next: session 3, 15 minutes with help on 3 of 4 steps, then 2 minutes without."),
        (3, "Next: session 4, 15 minutes with help on half of the steps, then 2 minutes without."),
        (4, "Next: session 5, 15 minutes with help on 1 of 4 steps, then 2 minutes without."),
        (5, "Next: session 6, 17 minutes without help."),
        (6, "Next: ask your clinician how to go on. This was the last session."),
    ],
)
def test_the_next_session_and_its_share_of_help(second, session, words):
    numbered = replace(second, plan=replace(second.plan, session=session))
    assert next_of(numbered) == words


def test_schedules_of_other_kinds(second):
    assert next_of(second, ()) == "Next: ask your clinician how to go on."
    assert next_of(second, [Block(3, 60.0, 0.3)]) == "Next: session 3, 1 minute with help on 3 of 10 steps."
    mixed = [Block(3, 300.0, 1.0), Block(3, 300.0, 0.0), Block(3, 120.0, 0.0, purpose="retention")]
    assert (
        next_of(second, mixed) == "Next: session 3, 10 minutes with help on half of the steps, then 2 minutes without."
    )


def test_a_session_cut_short_goes_on(tmp_path):
    long = plan(3, 0.5)
    long = replace(long, blocks=(replace(long.blocks[0], block_s=400.0), long.blocks[1]))
    session = walked(tmp_path, long, {"left": rows(angles(3, steps=14))}, end=False)
    left = (408.0 - session.summary().walked_s) / 60
    assert 5.5 < left < 6.75
    assert next_of(session) == f"Next: go on with session 3, {left:.0f} minutes left."


def test_a_sensor_that_moved_comes_first(second):
    moved = with_strides(second, valid=False, reason=Reason.SHIFTED.value)
    assert next_of(moved).startswith(
        "Next: the sensor on your left shoe has moved. Fasten it and calibrate again. Then: session 3, 15 minutes with"
    )
    again = replace(moved, records=[*moved.records, second.last("calibration", "left")])
    assert next_of(again).startswith("Next: session 3")


def test_both_feet_stand_side_by_side(tmp_path):
    feet = {side: rows(angles(k), side) for k, side in enumerate(("left", "right"))}
    session = walked(tmp_path, plan(sides=("left", "right")), feet)
    both = with_strides(session, valid=False, reason=Reason.SHIFTED.value)
    assert "the sensors on both shoes have moved. Fasten them" in next_of(both)
    lines = in_words(session, session, DEFAULT_SCHEDULE)
    assert [line.partition(":")[0] for line in lines] == ["Left foot", "Right foot", "Next"]
    page = assert_self_contained(coaching_report([session], schedule=DEFAULT_SCHEDULE))
    for line in lines:
        for sentence in line.removeprefix("Left foot: ").removeprefix("Right foot: ").split(". "):
            assert sentence in page.text


def test_the_person_comes_before_the_clinician_and_exactness_last(second):
    text = assert_self_contained(coaching_report([second], schedule=DEFAULT_SCHEDULE)).text
    order = ("steps were right.", "without help.", "Next: session 3", "For the clinician", "The course so far",
             "step by step", "was measured", "How exactly", "RMSE", "Waiting time")  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places) and "RMSE" not in text[: text.index("How exactly")]


def test_a_simulated_session_is_said_in_the_terminal_too(second):
    lines = in_words(replace(second, simulated=True), second, DEFAULT_SCHEDULE)
    assert lines[0].startswith("SIMULATED. ") and lines[-1].startswith("Next: ")


def test_sessions_of_different_targets(tmp_path):
    """Each session is judged by its own target."""
    first = walked(tmp_path, plan(1, 0.5, change_deg=-5.0), {"left": rows(angles(1))})
    other = walked(tmp_path, plan(2, 0.5, change_deg=-10.0), {"left": rows(angles(2))})
    assert "of 5 degrees" in in_words(first, other, ())[0] or "the 5 asked for" in in_words(first, other, ())[0]
    assert "of 10 degrees" in in_words(other, other, ())[0]
    text = assert_self_contained(coaching_report([first, other])).text
    assert "of the 5° toe-in asked for" in text and "of the 10° toe-in asked for" in text


def test_a_continued_session_counts_all_its_steps(tmp_path):
    one = plan(1, 0.5)
    before = walked(tmp_path, one, {"left": rows(angles(1, steps=14))}, end=False)
    log = SessionLog(before.path)
    session = coach(coached(one, log, continued=before.records), ReplaySource({"left": rows(angles(2))}))
    session.end()
    log.close()
    after = replace(before, records=session.records, ended=True)
    (foot,) = for_the_person(after.summary(), after)
    judged = [r for r in after.records if r["kind"] == "stride" and r["block"] is not None and r["valid"]]
    assert foot.right_exactly == f"{sum(r['in_band'] for r in judged)} of {len(judged)} steps in session 1"


def judged(session, verdict: str, text: str, band_deg: float = 0.0, accepted: bool = False):
    """The session with this judgement of its sensor in place of its own."""
    record = {
        "kind": "quality", "at_s": 1.0, "side": "left", "verdict": verdict, "band_deg": band_deg, "text": text,
        "accepted": accepted,
    }  # fmt: skip
    return replace(session, records=[*(r for r in session.records if r["kind"] != "quality"), record])


def test_the_quality_of_the_sensor_is_the_clinicians(second):
    good = assert_self_contained(
        coaching_report([judged(second, "good", "the left sensor is good: 100 a second")])
    ).text
    assert "Before the first block: the left sensor is good: 100 a second." in good
    assert "Before trusting this" not in good
    told = "the left sensor is usable with a wider band: time stamps that jump by 3.0 ms"
    page = assert_self_contained(coaching_report([judged(second, "usable with a wider band", told, 4.0)]))
    assert page.text.index("Before trusting this") < page.text.index(told) < page.text.index("The course so far")
    assert "± 4.0°" in page.text


def test_a_sensor_that_is_not_usable_comes_first(second):
    bad = replace(judged(second, "not usable", "the left sensor is not usable: 20 samples a second", 5.0), ended=False)
    assert next_of(bad).startswith("Next: the sensor on your left foot is not good enough. Ask your clinician")
    accepted = judged(second, "not usable", "the left sensor is not usable", 5.0, accepted=True)
    assert next_of(accepted).startswith("Next: session 3")
    assert "as was asked for" in assert_self_contained(coaching_report([accepted])).text


def test_a_session_without_a_judgement_of_its_sensor(second):
    """As the logs of an earlier Footwise are."""
    old = replace(second, records=[r for r in second.records if r["kind"] != "quality"])
    assert "Before the first block" not in assert_self_contained(coaching_report([old])).text


# Of what the person reads: where the last of it ends, and the smallest letters.
FIRST_SCREEN = """
(document) => [
  document.querySelector(".person").getBoundingClientRect().bottom,
  Math.min(...[...document.querySelectorAll(".person p, .who")]
    .map((one) => parseFloat(document.defaultView.getComputedStyle(one).fontSize))),
  Math.min(...[...document.querySelectorAll(".person .large")]
    .map((one) => parseFloat(document.defaultView.getComputedStyle(one).fontSize))),
]
"""
# Text that stands out too little from what is behind it (WCAG 2, AA), with the ratio.
CONTRAST = """
(document) => {
  const light = (channel) => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = parts(document.defaultView.getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("main *, footer *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest("style")) continue;
    const style = document.defaultView.getComputedStyle(element), drawn = element.closest("svg");
    const ink = parts(drawn ? style.fill : style.color);
    const pair = [luminance(ink), luminance(drawn ? [255, 255, 255] : behind(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push([element.textContent.trim().slice(0, 40), ratio]);
  }
  return poor;
}
"""


@pytest.mark.browser
def test_the_first_screen_of_a_phone_is_the_persons(second, tmp_path):
    page = coaching_report([second], schedule=DEFAULT_SCHEDULE)
    bottom, smallest, large = in_browser(page, FIRST_SCREEN, tmp_path)
    assert bottom <= 800 and smallest >= 16 and large >= 28


@pytest.mark.browser
def test_everybody_can_read_it(second, tmp_path):
    assert in_browser(coaching_report([second], True, DEFAULT_SCHEDULE), CONTRAST, tmp_path) == []


@pytest.mark.browser
def test_printed_the_person_has_a_sheet_of_their_own(second, tmp_path):
    """Two feet with everything said need no second one: the clinician's page begins on the second sheet."""
    page = coaching_report([second], True, DEFAULT_SCHEDULE)
    alone = page[: page.index('<section class="coached">')] + "</main></body></html>"
    assert len(printed_pages(alone, tmp_path)) == 1
    assert len(printed_pages(page, tmp_path)) in (3, 4)
