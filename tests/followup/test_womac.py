import numpy as np
import pytest
from tests.followup.forms import form

from footwise.followup import KOOS_SUBSCALES, WOMAC_SUBSCALES, koos_answers, score_womac


def scored(table):
    return score_womac(koos_answers(table)).iloc[0]


def test_the_items_of_the_womac() -> None:
    assert WOMAC_SUBSCALES["pain"] == ("P5", "P6", "P7", "P8", "P9")
    assert WOMAC_SUBSCALES["stiffness"] == ("S6", "S7")
    assert WOMAC_SUBSCALES["function"] == KOOS_SUBSCALES["adl"]
    assert sum(map(len, WOMAC_SUBSCALES.values())) == 24


@pytest.mark.parametrize(("answer", "score"), [(0, 0.0), (1, 25.0), (4, 100.0)])
def test_high_is_bad(answer: int, score: float) -> None:
    one = scored(form(answer))
    for subscale in (*WOMAC_SUBSCALES, "total"):
        assert one[f"womac_{subscale}_0_100_worse"] == pytest.approx(score)


def test_sums_by_hand() -> None:
    # The trial's factors: pain × 100/20 and function × 100/68.
    pain, function = (1, 2, 0, 1, 3), [2] * 10 + [1] * 7
    one = scored(form(0, P1=4, S6=3, S7=2, **dict(zip(WOMAC_SUBSCALES["pain"], pain, strict=True)),
                      **dict(zip(WOMAC_SUBSCALES["function"], function, strict=True))))  # fmt: skip
    assert one["womac_pain_0_100_worse"] == pytest.approx(7 * 100 / 20)
    assert one["womac_stiffness_0_100_worse"] == pytest.approx(5 * 100 / 8)
    assert one["womac_function_0_100_worse"] == pytest.approx(27 * 100 / 68)
    assert one["womac_total_0_100_worse"] == pytest.approx((7 + 5 + 27) * 100 / 96)


@pytest.mark.parametrize(("subscale", "allowed"), [("pain", 1), ("stiffness", 1), ("function", 3)])
def test_missing_items(subscale: str, allowed: int) -> None:
    items = WOMAC_SUBSCALES[subscale]
    enough = scored(form(2, **dict.fromkeys(items[:allowed], None)))
    assert enough[f"womac_{subscale}_0_100_worse"] == 50.0
    assert enough["womac_total_0_100_worse"] == pytest.approx(50.0)
    few = scored(form(2, **dict.fromkeys(items[: allowed + 1], None)))
    assert np.isnan(few[f"womac_{subscale}_0_100_worse"])
    left = len(items) - allowed - 1
    assert (
        few[f"womac_{subscale}_reason"] == f"{left} of {len(items)} items answered: the WOMAC allows {allowed} missing"
    )
    assert few["womac_total_reason"] == f"no score of {subscale}"


def test_the_mean_of_the_others_stands_in() -> None:
    one = scored(form(0, P5=None, P6=4, P7=2))
    assert one["womac_pain_0_100_worse"] == pytest.approx(25 * (4 + 2) / 4)


def test_pain_items_that_only_the_koos_has_do_not_matter() -> None:
    one = scored(form(0, P1=None, P2=None, P3=9, P4=4))
    assert one["womac_pain_0_100_worse"] == 0.0


def test_a_form_with_the_24_items_only() -> None:
    table = form(1)[[item for items in WOMAC_SUBSCALES.values() for item in items]]
    assert scored(table)["womac_total_0_100_worse"] == pytest.approx(25.0)


@pytest.mark.parametrize("unasked", WOMAC_SUBSCALES)
def test_a_subscale_that_was_not_asked_is_left_out_and_the_others_are_scored(unasked: str) -> None:
    one = scored(form(1).drop(columns=list(WOMAC_SUBSCALES[unasked])))
    scores = {name: one.get(f"womac_{name}_0_100_worse") for name in (*WOMAC_SUBSCALES, "total")}
    assert scores == {name: None if name in (unasked, "total") else 25.0 for name in scores}
