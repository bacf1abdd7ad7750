"""The page of the odds: what it says to the person, what always stands on it, and that it is a page by itself."""

import re

import numpy as np
import pytest
from tests.jobs.odds.test_judging import CAMERA, seen
from tests.reports.page_reader import Page, assert_self_contained
from tests.reports.test_plain_words import said

from footwise.notes import Note
from footwise.prescription.odds import KneeOdds, knee_odds
from footwise.reports.odds import odds_report, odds_sentence, odds_sentences
from footwise.reports.odds.hundred_feet import hundred_feet
from footwise.reports.odds.words import LIMITS, next_steps


def page_of(odds: KneeOdds, **how) -> str:
    return odds_report([("turned", odds)], "natural", **how)


def text_of(page: str) -> str:
    assert_self_contained(page)
    return Page(page).text


ODDS = {
    "good": knee_odds(seen(**CAMERA)),
    "bad": knee_odds(seen(tibia_tilt=-0.5, knee_adduction=-1.5, pelvic_list=0.5, step_width=-0.02)),
    "toe-out": knee_odds(seen(turned=8.0, tibia_tilt=-1.0)),
    "far": knee_odds(seen(turned=-16.0, tibia_tilt=12.0)),
    "nothing": knee_odds(seen()),
}


@pytest.mark.parametrize("kind", ODDS)
@pytest.mark.parametrize("plates", [False, True])
def test_the_limits_stand_on_every_page(kind, plates):
    text = text_of(page_of(ODDS[kind], with_plates=plates))
    for limit in LIMITS:
        assert limit in text
    assert "Research software: a clinician decides." in text
    assert "Odds are not a recommendation" in text
    assert "Silva 2022" in text


@pytest.mark.parametrize("kind", ODDS)
def test_no_names_of_the_code_and_no_options(kind):
    assert said(text_of(page_of(ODDS[kind]))) == []


def test_the_sentence_says_whole_knees_of_100():
    odds = ODDS["good"]
    falls = round(100 * odds.p_fall)
    assert odds_sentence(odds) == (
        f"Of 100 knees that moved like this, about {falls} carried less load with the foot turned in, and about "
        f"{100 - falls} did not."
    )
    assert "Of all the 107 knees that this was learnt from, it was 78 of 100" in text_of(page_of(odds))


@pytest.mark.parametrize("kind", ["good", "bad", "far", "nothing"])
def test_a_hundred_feet_are_drawn_as_they_are_counted(kind):
    counts = ODDS[kind].of_a_hundred()
    drawing = str(hundred_feet(counts))
    assert drawing.count("<g ") == 100
    # Those whose load rises have an arrow on them: nothing is told by colour alone.
    assert drawing.count('stroke-width="2.4"') == counts[2] + counts[3]
    text = Page(page_of(ODDS[kind])).text
    assert f"{counts[0]} clearly less load" in text and f"{counts[3]} clearly more load" in text


def test_toe_out_is_told_as_not_known_without_feet():
    page = page_of(ODDS["toe-out"])
    assert "scaled with it" not in page
    assert "Nobody can say from these walks what turning the foot out does" in text_of(page)
    assert 'class="feet"' not in page
    assert "without a difference in pain; Hunt 2018" in text_of(page)


def test_what_decides_the_next_step():
    assert "let Footwise prescribe" in next_steps(ODDS["good"], with_plates=True)[0]
    assert "speak against turning the foot in" in " ".join(next_steps(ODDS["bad"]))
    assert "sideways lean of the shin" in next_steps(ODDS["nothing"])[0]
    assert any("would hardly change this answer" in line for line in next_steps(ODDS["good"]))


def test_more_steps_are_asked_for_where_they_would_tell():
    changes = seen(error=1.2, **CAMERA)
    scattered = knee_odds(type(changes)(**{**vars(changes), "steps_sd": changes.error_sd}))
    assert next_steps(scattered)[0].startswith("Walk about 50 more steps each way")


def test_what_is_less_sure_is_said():
    text = text_of(page_of(ODDS["far"]))
    assert "The foot was turned by 16.0°, and the odds are meant for 4 to 13°" in text
    assert "Beyond what anybody of the 107 showed: sideways lean of the shin" in text
    assert "Less sure than usual" not in text_of(page_of(ODDS["good"]))


def test_the_table_has_what_was_measured_and_the_rest_in_one_line():
    text = text_of(page_of(ODDS["good"]))
    assert "sideways lean of the shin +3.4 0.5 −0.2 to 6.2 ° yes" in text
    assert "width of the steps +20 5 −68 to 117 mm yes" in text
    assert re.search(r"Not measured: lean of the trunk.*turn of the pelvis\.", text)


def test_notes_and_names_are_escaped():
    changes = seen(**CAMERA)
    noted = knee_odds(type(changes)(**{**vars(changes), "notes": (Note("<b>bold</b>"),)}))
    page = odds_report([("<walk>", noted), ("b", noted)], "<natural>", simulated=True)
    assert "<b>bold</b>" not in page and "&lt;walk&gt;" in page and "&lt;natural&gt;" in page
    assert "Simulated" in Page(page).text


def test_a_terminal_has_it_all_in_lines():
    lines = odds_sentences(ODDS["bad"])
    assert lines[0] == odds_sentence(ODDS["bad"])
    assert any(line.startswith("Expected: a rise of the first peak") for line in lines)
    assert any("nine of ten between a rise of" in line for line in lines)
    assert np.all(["\n" not in line for line in lines])
