import numpy as np
import pandas as pd
import pytest
from tests.followup.forms import form

from footwise.errors import FootwiseError
from footwise.followup import KOOS_ITEMS, KOOS_SUBSCALES, koos_answers, score_koos


def scored(table: pd.DataFrame, **options) -> pd.Series:
    return score_koos(koos_answers(table), **options).iloc[0]


def test_the_form_has_42_items() -> None:
    assert len(KOOS_ITEMS) == len(set(KOOS_ITEMS)) == 42
    assert [len(items) for items in KOOS_SUBSCALES.values()] == [9, 7, 17, 5, 4]


@pytest.mark.parametrize(("answer", "score"), [(0, 100.0), (1, 75.0), (2, 50.0), (3, 25.0), (4, 0.0)])
def test_no_problem_is_100_and_extreme_problems_are_0(answer: int, score: float) -> None:
    one = scored(form(answer), total=True)
    for subscale in (*KOOS_SUBSCALES, "total"):
        assert one[f"koos_{subscale}_0_100_better"] == pytest.approx(score)
        assert one[f"koos_{subscale}_reason"] == ""


def test_a_mixed_form_by_hand() -> None:
    # Pain: 1+2+3+0+1+2+1+0+1 = 11 of 36; symptoms 1+1 of 28; ADL 17 × 1; sport 4+4+4+3+3 = 18 of 20; QOL 2+2+3+3 of 16.
    answers = dict(zip(KOOS_SUBSCALES["pain"], (1, 2, 3, 0, 1, 2, 1, 0, 1), strict=True))
    answers |= {"S1": 1, "S7": 1} | dict.fromkeys(KOOS_SUBSCALES["adl"], 1)
    answers |= dict(zip(KOOS_SUBSCALES["sport"], (4, 4, 4, 3, 3), strict=True))
    answers |= dict(zip(KOOS_SUBSCALES["qol"], (2, 2, 3, 3), strict=True))
    one = scored(form(0, **answers))
    expected = {"pain": 100 - 1100 / 36, "symptoms": 100 - 200 / 28, "adl": 75.0, "sport": 10.0, "qol": 37.5}
    for subscale, score in expected.items():
        assert one[f"koos_{subscale}_0_100_better"] == pytest.approx(score)


def test_one_missing_item_leaves_the_mean_of_the_others() -> None:
    one = scored(form(1, P1=None, P2=3))
    assert one["koos_pain_0_100_better"] == pytest.approx(100 - 25 * (3 + 7 * 1) / 8)


@pytest.mark.parametrize(("subscale", "needed"), [("pain", 5), ("symptoms", 4), ("adl", 9), ("sport", 3), ("qol", 2)])
@pytest.mark.requirement("R-052")
def test_half_of_the_items_are_needed(subscale: str, needed: int) -> None:
    items = KOOS_SUBSCALES[subscale]
    enough = scored(form(2, **dict.fromkeys(items[needed:], np.nan)))
    assert enough[f"koos_{subscale}_0_100_better"] == 50.0
    few = scored(form(2, **dict.fromkeys(items[needed - 1 :], np.nan)), total=True)
    assert np.isnan(few[f"koos_{subscale}_0_100_better"])
    reason = f"{needed - 1} of {len(items)} items answered: the KOOS manual asks for at least half ({needed})"
    assert few[f"koos_{subscale}_reason"] == reason
    assert few["koos_total_reason"] == f"no score of {subscale}"
    others = [name for name in KOOS_SUBSCALES if name != subscale]
    assert all(few[f"koos_{name}_0_100_better"] == 50.0 for name in others)


@pytest.mark.parametrize("wrong", [5, -1, 2.5, "7", "severe", np.inf])
def test_an_answer_that_the_form_does_not_have(wrong: object) -> None:
    one = scored(form(1, P3=wrong))
    assert np.isnan(one["koos_pain_0_100_better"])
    assert one["koos_pain_reason"] == f"P3 is {wrong}, and the answers are 0, 1, 2, 3 and 4"
    assert one["koos_symptoms_0_100_better"] == 75.0


@pytest.mark.parametrize("empty", [None, np.nan, "", " ", "NA", "n/a", ".", "-", pd.NA])
def test_ways_to_write_nothing(empty: object) -> None:
    assert scored(form(1, Q1=empty))["koos_qol_0_100_better"] == 75.0


def test_a_code_for_no_answer_has_to_be_said() -> None:
    table = form(1, Q1=-9)
    assert np.isnan(scored(table)["koos_qol_0_100_better"])
    assert score_koos(koos_answers(table, missing_codes=[-9]))["koos_qol_0_100_better"].iloc[0] == 75.0


@pytest.mark.parametrize("name", ["KOOS_{}", "koos{}", "koos.{}", "Koos {}", "{}", "koos_{}_"])
def test_names_of_columns(name: str) -> None:
    table = form(1, P2=3).rename(columns={item: name.format(item) for item in KOOS_ITEMS})
    table.columns = [column.lower() if "koos" in name else column for column in table]
    answers = koos_answers(table)
    assert answers.present.all()
    assert answers.values[0, KOOS_ITEMS.index("P2")] == 3


def test_other_letters_and_leading_zeros() -> None:
    table = pd.DataFrame({"koos_p01": [1], "pain2": [2], "ADL17": [3], "sport5": [4], "qol 4": [0], "symptom7": [1]})
    answers = koos_answers(table)
    found = {item: answers.values[0, k] for k, item in enumerate(KOOS_ITEMS) if answers.present[k]}
    assert found == {"P1": 1, "P2": 2, "A17": 3, "SP5": 4, "Q4": 0, "S7": 1}


def test_two_columns_for_one_item_are_refused() -> None:
    with pytest.raises(FootwiseError, match="two columns for P1: 'P1' and 'koos_p1'"):
        koos_answers(form(1).assign(koos_p1=2))


def test_a_subscale_with_a_column_less_is_not_scored_in_silence() -> None:
    one = scored(form(1).drop(columns=["P1", "P2"]))
    assert np.isnan(one["koos_pain_0_100_better"])
    assert one["koos_pain_reason"] == "the table has no column for P1, P2"


def test_a_subscale_that_was_not_asked_is_left_out() -> None:
    one = scored(form(1).drop(columns=list(KOOS_SUBSCALES["sport"])), total=True)
    assert "koos_sport_0_100_better" not in one
    assert one["koos_total_reason"] == "no score of sport"


def test_the_total_is_only_there_when_it_is_asked_for() -> None:
    assert not [name for name in scored(form(1)).index if "total" in name]
    nothing = score_koos(koos_answers(pd.DataFrame({"person": ["a"]})), total=True)
    assert nothing.shape == (1, 0)


def test_a_form_without_a_single_answer_is_no_division_by_nothing() -> None:
    with np.errstate(all="raise"):
        one = scored(form(None))
    assert one["koos_pain_reason"].startswith("0 of 9 items answered")


def test_many_rows_at_once_are_the_rows_one_by_one() -> None:
    random = np.random.default_rng(3)
    values = random.integers(0, 5, (60, 42)).astype(float)
    values[random.random(values.shape) < 0.35] = np.nan
    table = pd.DataFrame(values, columns=list(KOOS_ITEMS))
    together = score_koos(koos_answers(table), total=True)
    for row in range(len(table)):
        alone = score_koos(koos_answers(table.iloc[[row]]), total=True)
        pd.testing.assert_frame_equal(alone, together.iloc[[row]].reset_index(drop=True))
