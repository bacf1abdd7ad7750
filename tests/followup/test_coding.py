"""How answers are coded: a table coded 1 to 5 is never scored as 0 to 4 without a word."""

from __future__ import annotations

import shutil
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from tests.followup.forms import form
from tests.shared import cases as shared_cases

from footwise.errors import FootwiseError
from footwise.followup import KOOS_ITEMS, questionnaire_notes, score_questionnaires
from footwise.followup.coding import _words
from footwise.jobs import score_table

PAIN = "koos_pain_0_100_better"


def forms(rows: int, seed: int = 3, most: int = 4) -> pd.DataFrame:
    values = np.random.default_rng(seed).integers(0, most + 1, (rows, len(KOOS_ITEMS)))
    return pd.DataFrame(values, columns=list(KOOS_ITEMS))


@pytest.mark.requirement("R-052")
def test_a_table_coded_1_to_5_is_refused_and_scored_right_when_it_is_said():
    right = score_questionnaires(forms(6))
    with pytest.raises(FootwiseError, match=r"coded 1 to 5: a 5 stands in it \d+ times, and no 0 does"):
        score_questionnaires(forms(6) + 1)
    pd.testing.assert_frame_equal(score_questionnaires(forms(6) + 1, coding="1-5"), right)
    pd.testing.assert_frame_equal(score_questionnaires(forms(6), coding="0-4"), right)


def test_nobody_at_the_worst_is_refused_by_the_lack_of_any_0():
    with pytest.raises(FootwiseError, match="none of 252 answers of 6 forms is 0"):
        score_questionnaires(forms(6, most=3) + 1)
    # Whoever knows it may say that these people are all badly off.
    assert score_questionnaires(forms(6, most=3) + 1, coding="0-4")[PAIN].notna().all()


def test_one_form_without_a_0_is_scored_with_a_note():
    one = forms(1, most=3) + 1
    assert score_questionnaires(one)[PAIN].notna().all()
    assert "None of 42 answers is 0" in questionnaire_notes(one)[0]
    assert questionnaire_notes(one, coding="0-4") == () == questionnaire_notes(forms(6))


def test_answers_that_are_all_the_same_are_scored_with_a_note():
    table = pd.concat([form(0)] * 3, ignore_index=True)
    assert questionnaire_notes(table) == ("All 126 answers are the same (0 of 0 to 4)",)
    assert questionnaire_notes(form(0)) == ()


def test_a_5_among_zeros_is_one_wrong_answer():
    table = forms(6)
    table.loc[2, "P3"] = 5
    scores = score_questionnaires(table)
    assert scores["koos_pain_reason"].tolist()[2] == "P3 is 5, and the answers are 0, 1, 2, 3 and 4"
    assert scores[PAIN].notna().sum() == 5


def test_forms_of_two_codings_in_one_table_are_told():
    """Another site's forms, coded 1 to 5, among zeros: where no 5 stands their scores are too bad and look sound."""
    table = forms(6)
    table.loc[3:] += 1
    fives = int((table == 5).to_numpy().sum())
    wanted = f"A 5 stands {fives} times in 3 forms, and the answers are read as 0, 1, 2, 3 and 4. Where some forms"
    for coding in (None, "0-4"):
        (note,) = questionnaire_notes(table, coding=coding)
        assert note.startswith(wanted) and "coded 1 to 5, their other scores are up to 25 points too bad" in note
    (note,) = questionnaire_notes(table, coding="1-5")
    assert "A 0 stands" in note and "in 3 forms" in note and "coded 0 to 4" in note and "too good" in note
    assert questionnaire_notes(forms(6)) == () == questionnaire_notes(forms(6) + 1, coding="1-5")
    one = forms(6)
    one.loc[2, "P3"] = 5
    assert questionnaire_notes(one)[0].startswith("A 5 stands 1 time in 1 form,")
    assert questionnaire_notes(one, missing_codes=[5]) == ()


def test_a_0_in_a_table_that_is_said_to_be_1_to_5_and_codes_of_no_answer():
    table = forms(6) + 1
    table.loc[0, "P3"], table.loc[1, "P3"] = 0, -9
    scores = score_questionnaires(table, coding="1-5", missing_codes=[-9])
    assert scores["koos_pain_reason"].tolist()[0] == "P3 is 0, and the answers are 1, 2, 3, 4 and 5"
    assert scores[PAIN].notna().tolist() == [False, True, True, True, True, True]


@pytest.mark.parametrize("language", [0, 1, 2])
def test_words_in_english_and_german(language):
    """The same answers in words give the same scores; S4 and S5 have theirs the other way round."""
    table = forms(8)
    spoken = table.astype(object)
    for item in KOOS_ITEMS:
        by_value = {value: [] for value in range(5)}
        for word, value in _words()[item].items():
            by_value[value].append(word)
        spoken[item] = [by_value[value][min(language, len(by_value[value]) - 1)] for value in table[item]]
    with pytest.raises(FootwiseError, match="has its answers in words"):
        score_questionnaires(spoken)
    pd.testing.assert_frame_equal(score_questionnaires(spoken, coding="labels"), score_questionnaires(table))
    spoken.loc[0, "S4"] = "ziemlich"
    reason = score_questionnaires(spoken, coding="labels")["koos_symptoms_reason"][0]
    assert reason == "S4 is ziemlich, and the answers are the words of the form, in English or German"


def test_words_go_up_once():
    assert _words()["S4"]["always"] == 0 and _words()["S1"]["always"] == 4
    assert _words()["P2"]["maessig"] == 2 and set(_words()) == set(KOOS_ITEMS)
    for words in _words().values():
        assert set(words.values()) == set(range(5))


def test_no_word_has_two_values(tmp_path):
    from footwise.followup import coding
    from footwise.settings import read_toml

    groups = read_toml(coding.Path(coding.__file__).with_name("answer_words.toml"), "", "").table
    for group in groups.values():
        for one, other in pairwise(
            sorted((coding._plain(w), k) for words in group["words"] for k, w in enumerate(words))
        ):
            assert one[0] != other[0] or one[1] == other[1], one


def test_s4_and_s5_coded_as_s1_to_s3_are_noticed():
    random = np.random.default_rng(1)
    table = forms(30)
    burden = random.integers(0, 5, 30)
    for item in ("S1", "S2", "S3", "S4", "S5"):
        table[item] = np.clip(burden + random.integers(-1, 2, 30), 0, 4)
    assert questionnaire_notes(table) == ()
    for item in ("S4", "S5"):
        table[item] = 4 - table[item]
    assert "S4 and S5 go the other way than S1 to S3" in questionnaire_notes(table)[0]
    assert questionnaire_notes(table.head(5)) == ()


def test_chance_alone_hardly_gives_that_note():
    noted = sum(bool(questionnaire_notes(forms(20, seed))) for seed in range(200))
    assert noted <= 2


def test_other_codings_are_refused():
    with pytest.raises(FootwiseError, match="Choose 0-4, 1-5 or labels"):
        score_questionnaires(form(1), coding="5-1")


def test_whatever_is_no_item_is_kept(tmp_path):
    table = form(0, rows=2).assign(record_id=["P1", "P2"], redcap_event_name="baseline_arm_1", nrs_medial=3)
    table.to_csv(tmp_path / "answers.csv", index=False)
    scored = score_table(tmp_path / "answers.csv")
    assert list(scored.scores)[:2] == ["record_id", "redcap_event_name"]
    assert scored.scores["record_id"].tolist() == ["P1", "P2"] and "P1" not in scored.scores
    table.assign(koos_pain_reason="").to_csv(tmp_path / "again.csv", index=False)
    with pytest.raises(FootwiseError, match=r"again\.csv: has a column 'koos_pain_reason' already"):
        score_table(tmp_path / "again.csv")


@pytest.mark.shared
def test_the_shared_cases(tmp_path):
    cases = shutil.copytree(shared_cases(), tmp_path / "cases")
    right = score_table(cases / "koos_0_to_4.csv")
    assert round(right.scores[PAIN].mean(), 1) > 50 and right.notes == ()
    with pytest.raises(FootwiseError, match="none of 252 answers of 6 forms is 0"):
        score_table(cases / "koos_1_to_5.csv")
    pd.testing.assert_frame_equal(score_table(cases / "koos_1_to_5.csv", coding="1-5").scores, right.scores)
    assert score_table(cases / "koos_redcap_keys.csv").scores["record_id"].tolist() == [f"P0{k}" for k in range(1, 7)]
