"""The trial's report: what was found and what was not, SIMULATED and blinded where it is, and the same every time."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.reports.page_reader import assert_self_contained
from tests.trial.trials import simulated

from footwise.errors import FootwiseError
from footwise.reports.trial import power_report, power_table, trial_pdf, trial_report
from footwise.reports.trial.view import trial_view
from footwise.reports.trial.words import absences, held_together, p_value, tipping
from footwise.trial import Setting, analyse_trial, simulate_power, trial_data


@pytest.fixture(scope="module")
def analysed():
    design, people, measures, screened = simulated(48, drop_out=0.2)
    return analyse_trial(trial_data(people, measures, design, screened), design)


def test_shows_flow_findings_and_pictures(analysed):
    page = assert_self_contained(trial_report(analysed))
    assert f"Assessed for eligibility (n = {analysed.flow.assessed})" in page.text
    assert "Randomised (n = 48)" in page.text
    for arm in analysed.flow.arms:
        assert f"{arm.label}: allocated (n = {arm.allocated})" in one_line(page.text)
    effect = analysed.outcome("nrs_medial_pain_0_10_worse").effect
    assert f"{abs(effect.value):.2f}" in page.text
    # Flow, five curves, forest, two shifts, two residual plots.
    assert len([name for name in page.pictures if name]) >= 10
    assert "banner" in page.classes and "No person took part" in page.text
    assert "nan" not in page.text.lower().replace("dominant", "")


def one_line(text: str) -> str:
    """Text without the folds of narrow boxes and with plain spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def test_who_is_not_in_the_model_is_named_with_the_reason(analysed):
    """The number of people in the model, everybody else by name, arm, week and reason."""
    found = analysed.outcome("nrs_medial_pain_0_10_worse")
    seen = np.isfinite(analysed.data.outcome(found.outcome.name).follow_up).any(axis=1)
    gone = analysed.data.people[~seen]
    assert len(gone) and list(found.mmrm.absent) == list(gone["person"])
    (told,) = absences(analysed, [found])
    assert told.startswith(f"Mixed model of Medial knee pain: {48 - len(gone)} of 48 people.")
    for _, person in gone.iterrows():
        assert f"left in week {person['withdrawn_week']}, {person['withdrawal_reason'] or 'no reason given'})" in told
        assert f"{person['person']} ({person['arm'].capitalize()}; " in told
    (told,) = absences(analysed, [analysed.outcome(name) for name in analysed.design.primaries])
    assert told in one_line(assert_self_contained(trial_report(analysed)).text)
    people = analysed.data.people.drop(columns=["withdrawn_week", "withdrawal_reason"])
    _, _, measures, _ = simulated(48, drop_out=0.2)
    found = analyse_trial(trial_data(people, measures, analysed.design), analysed.design)
    assert "stayed in the trial, no reason recorded" in absences(found, found.outcomes)[0]
    whole = analyse_trial(trial_data(people, *everybody(people, measures), analysed.design), analysed.design)
    assert absences(whole, whole.outcomes[:1]) == ["Mixed model of Medial knee pain: all 48 people."]


def everybody(people, measures):
    """Measures in which everybody has a value in week 7."""
    pain = measures[measures["outcome"] == "nrs_medial_pain_0_10_worse"]
    lacking = people.loc[~people["person"].isin(pain.loc[pain["week"] == 7, "person"]), "person"]
    added = pd.DataFrame({"person": lacking, "week": 7, "outcome": "nrs_medial_pain_0_10_worse", "value": 4.0})
    return (pd.concat([measures, added], ignore_index=True),)


def test_an_outcome_without_a_unit_has_no_empty_place(analysed):
    design = replace(analysed.design, outcomes=tuple(replace(one, unit="") for one in analysed.design.outcomes))
    _, people, measures, screened = simulated(48, drop_out=0.2)
    for shams in (measures, measures.assign(value=5 + 0.01 * measures.index.to_numpy() % 2)):
        found = analyse_trial(trial_data(people, shams, design, screened), design)
        text = one_line(assert_self_contained(trial_report(found)).text)
        assert " ," not in text and "( " not in text and " )" not in text


def test_one_outcome_has_the_same_decimals_all_along(analysed):
    rows = {row[0]: row[1:] for row in trial_view(analysed).baseline}
    for outcome in analysed.design.outcomes:
        cells = rows[f"{outcome.label} ({outcome.unit})"]
        numbers = [part for cell in cells for part in cell.split("\u00a0± ".replace(" ", "\u00a0"))]
        assert len(numbers) == 6
        assert {len(text.partition(".")[2]) for text in numbers} == {outcome.decimals}
    assert len({len(part.partition(".")[2]) for cell in rows["Speed, m/s"] for part in re.split(r"\s±\s", cell)}) == 1


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("95 % CI −1.51 to −0.15", "95~%~CI −1.51~to~−0.15"),
        ("was 0.83 points lower", "was 0.83~points lower"),
        ("p after Holm = 0.017", "p after Holm =~0.017"),
        ("< 0.001", "<~0.001"),
        ("Sham (n = 34)", "Sham (n~=~34)"),
        ("65.9 ± 9.6", "65.9~±~9.6"),
        ("from 3 to the end", "from 3 to the end"),
    ],
)
def test_a_number_stays_with_what_belongs_to_it(text, held):
    assert held_together(text) == held.replace("~", "\u00a0")


def test_is_the_same_every_time(analysed, tmp_path):
    assert trial_report(analysed) == trial_report(analysed)
    for name in ("one.pdf", "two.pdf"):
        trial_pdf(analysed, tmp_path / name)
    one = (tmp_path / "one.pdf").read_bytes()
    assert one == (tmp_path / "two.pdf").read_bytes()
    assert one.startswith(b"%PDF")


def test_says_what_intervals_and_effect_sizes_do_not_say_and_what_was_not_checked(analysed):
    page = assert_self_contained(trial_report(analysed))
    assert "Holm adjusts p-values, not intervals" in page.text
    assert "that standard deviation is smaller than among patients at large" in page.text
    assert "was not checked: no register was given" in page.text
    assert "The data have 48 people; the design asks for 68." in page.text


def imputed_result(analysed, value, tipping, better="lower"):
    """The first outcome with these results of the imputation."""
    found = analysed.outcomes[0]
    effect = replace(found.imputed.effect, value=value, p=0.01)
    return replace(
        found,
        outcome=replace(found.outcome, better=better),
        imputed=replace(found.imputed, effect=effect, tipping=tipping, missing=5),
    )


@pytest.mark.parametrize(
    ("value", "tipping_at", "better", "told"),
    [
        (-1.0, 0.5, "lower", "no longer significant once the missing values of Personalised are 0.50 points worse"),
        (-1.0, float("nan"), "lower", "still significant with missing values five standard deviations worse"),
        (1.0, float("nan"), "lower", "the difference is against Personalised"),
        (-1.0, float("nan"), "higher", "the difference is against Personalised"),
    ],
)
def test_the_sentence_about_the_tipping_point(analysed, value, tipping_at, better, told):
    assert told in tipping(imputed_result(analysed, value, tipping_at, better), "Personalised", 0.05, False)


def test_nobody_of_the_first_arm_to_shift(analysed):
    found = imputed_result(analysed, -1.0, float("nan"))
    found = replace(found, imputed=replace(found.imputed, shifts=()))
    assert "nobody of Personalised lacks week 52" in tipping(found, "Personalised", 0.05, False)
    assert "while the arms are blinded" in tipping(found, "Arm A", 0.05, True)


def test_a_real_trial_has_no_banner(analysed):
    _, people, measures, _ = simulated(48, drop_out=0.2)
    real = analyse_trial(trial_data(people.drop(columns="simulated"), measures, analysed.design), analysed.design)
    page = assert_self_contained(trial_report(real))
    assert "banner" not in page.classes and "SIMULATED" not in page.text
    assert "Assessed for eligibility" not in page.text


def rows_a_page(rows: int, above: int, template: str, folder) -> list[int]:
    """Rows of a table of the PDF on each of several small pages, with so much above it."""
    import typst

    table = template[template.index("#let rows(") : template.index("#let pictures")]
    cell = "[#context [#metadata(here().page()) <page>]]"
    page = "#set page(width: 200pt, height: 120pt, margin: 8pt)\n#let quiet = black\n"
    path = folder / "table.typ"
    path.write_text(f'{page}{table}#v({above}pt)\n#rows(("a", "b"), range({rows}).map(k => ({cell}, "x")))', "utf-8")
    pages = json.loads(typst.query(str(path), "<page>", field="value"))
    return list(Counter(pages).values())


def test_no_page_of_the_pdf_has_one_row_of_a_table_alone(tmp_path):
    template = (Path(trial_pdf.__code__.co_filename).parents[1] / "templates" / "trial.typ").read_text(encoding="utf-8")
    layouts = [(rows, above) for rows in (2, 3, 4, 5, 9, 14, 23) for above in range(0, 90, 10)]
    for rows, above in layouts:
        found = rows_a_page(rows, above, template, tmp_path)
        assert sum(found) == rows and min(found) > 1, (rows, above, found)
    assert rows_a_page(1, 0, template, tmp_path) == [1]
    loose = template.replace("breakable: false", "breakable: true")
    assert any(min(rows_a_page(rows, above, loose, tmp_path)) == 1 for rows, above in layouts)


def test_blinded(analysed, tmp_path):
    _, people, measures, _ = simulated(48, drop_out=0.2)
    blind = people.assign(arm=people["arm"].map({"sham": "A", "personalised": "B"}))
    found = analyse_trial(trial_data(blind, measures, analysed.design), analysed.design)
    page = assert_self_contained(trial_report(found))
    assert "Blinded." in page.text and "Arm A" in page.text
    assert "with Personalised" not in page.text and "Sham" not in page.text
    assert "not known while the arms are blinded" in page.text
    trial_pdf(found, tmp_path / "blind.pdf")


def test_four_people_get_reasons_and_no_numbers(tmp_path):
    design, people, measures, _ = simulated(4)
    found = analyse_trial(trial_data(people, measures, design), design)
    page = assert_self_contained(trial_report(found))
    assert "the difference cannot be estimated, because" in page.text
    assert "Not analysed in the mixed model" in page.text and "Analysed in the mixed model (n" not in page.text
    assert "not analysed with imputation" in page.text
    assert "nan" not in page.text.lower()
    trial_pdf(found, tmp_path / "four.pdf")


def test_names_are_escaped(analysed, tmp_path):
    _, people, measures, screened = simulated(48, drop_out=0.2)
    people["withdrawal_reason"] = people["withdrawal_reason"].where(people["withdrawal_reason"] == "", "<b>#x & $y$")
    found = analyse_trial(trial_data(people, measures, analysed.design, screened), analysed.design)
    assert "<b>#x & $y$" in assert_self_contained(trial_report(found)).text
    trial_pdf(found, tmp_path / "escaped.pdf")


def test_without_typst_one_line_says_so(analysed, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(FootwiseError, match=r"pip install 'footwise\[trial\]'"):
        trial_pdf(analysed, tmp_path / "no.pdf")
    assert not (tmp_path / "no.pdf").exists()


def test_power_report_and_table(analysed):
    points = simulate_power(analysed.design, [Setting(24, 0.1), Setting(40, 0.1)], 10, workers="serial")
    page = assert_self_contained(power_report(analysed.design, points))
    assert "10 simulated trials a point" in page.text and "banner" in page.classes
    assert len(page.pictures) == 2
    table = power_table(analysed.design, points)
    assert list(table["people"]) == [24, 24, 40, 40]
    assert list(table["outcome"][:2]) == ["nrs_medial_pain_0_10_worse", "kam_larger_peak_pct_bwht"]
    assert table["power"].between(0, 1).all() and (table["power_mc_se"] > 0).all()


@pytest.mark.parametrize(
    ("p", "text"), [(0.0000001, "< 0.001"), (0.0312, "0.031"), (float("nan"), "–"), (1.0, "1.000")]
)
def test_p_values(p, text):
    assert p_value(p) == text
