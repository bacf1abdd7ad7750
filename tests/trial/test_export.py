"""The analysis as plain tables: they hold what the report says, and R comes to the same from them.

`r_runs` holds what `primary_analysis.R` gave (R 4.2.2, nlme 3.1.162) for the two trials below. The stored runs are the
test; where R is installed the code runs again. To store them anew: ``python -m tests.trial.test_export``.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import simulated

from footwise.errors import FootwiseError
from footwise.trial import TrialResult, analyse_trial, read_data, read_design, trial_data, write_export
from footwise.trial.imputation import rubin

RUNS = Path(__file__).with_name("r_runs")
PAIN = "nrs_medial_pain_0_10_worse"


def demo(folder: Path) -> TrialResult:
    """The demo's trial: unstructured covariance, observed information."""
    from footwise.jobs.trial import trial_demo

    trial_demo(folder / "demo", seed=1)
    design = read_design(folder / "demo" / "trial_design.toml")
    return analyse_trial(read_data(folder / "demo" / "data", design), design)


def fallback(_: Path) -> TrialResult:
    """Nobody has both week 11 and week 25 of the pain, so one correlation has to do; expected information."""
    design, people, measures, _ = simulated(40)
    half = measures["person"].isin(people["person"][::2])
    pain = measures["outcome"] == PAIN
    lost = pain & ((half & (measures["week"] == 11)) | (~half & (measures["week"] == 25)))
    design = replace(design, kenward_roger="expected")
    return analyse_trial(trial_data(people, measures[~lost], design), design)


TRIALS = {"demo": demo, "fallback": fallback}


@pytest.fixture(scope="module", params=list(TRIALS))
def exported(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    result = TRIALS[request.param](folder)
    out = folder / "export"
    out.mkdir()
    assert write_export(result, out)[-1] == "primary_analysis.R"
    return request.param, result, out


def test_r_came_to_the_same(exported):
    name, result, _ = exported
    stored = pd.read_csv(RUNS / f"{name}.csv")
    assert len(stored) == 6
    for _, row in stored.iterrows():
        found = result.outcome(row["outcome"])
        ours = {"mixed model": found.effect, "ancova": found.ancova.effect, "imputed": found.imputed.effect}
        effect = ours[row["method"]]
        np.testing.assert_allclose(
            (effect.value, effect.se, effect.p), row[["estimate", "se", "p"]].astype(float), 1e-4
        )
        assert effect.df == pytest.approx(row["df"], rel=1e-4)
    after = stored.loc[stored["method"] == "mixed model", "p_holm"]
    np.testing.assert_allclose([one.p_holm for one in result.primaries], after, rtol=1e-4)
    wanted = {"demo": "unstructured", "fallback": "heterogeneous compound symmetry"}[name]
    assert result.outcome(PAIN).mmrm.covariance == wanted


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R here: the stored runs are the test")
def test_r_runs_the_code_again(exported):
    name, _, out = exported
    run_r(out)
    again, stored = pd.read_csv(out / "primary_analysis_R.csv"), pd.read_csv(RUNS / f"{name}.csv")
    pd.testing.assert_frame_equal(again, stored, rtol=1e-5)


def run_r(folder: Path) -> None:
    subprocess.run(["Rscript", "--vanilla", "primary_analysis.R"], cwd=folder, check=True, capture_output=True)


def test_one_row_a_person_outcome_and_visit(exported):
    _, result, out = exported
    table = pd.read_csv(out / "analysis.csv")
    assert len(table) == len(result.data.people) * sum(len(one.outcome.weeks) for one in result.outcomes)
    assert not table.duplicated(["person", "outcome", "week"]).any()
    # SAS takes names of 32 letters.
    assert all(len(name) <= 32 for name in table)
    for values, found in zip(result.data.outcomes, result.outcomes, strict=True):
        mine = table[table["outcome"] == values.outcome.name]
        wide = mine.pivot(index="person", columns="week", values="value").loc[result.data.people["person"]]
        np.testing.assert_array_equal(wide.to_numpy(), values.follow_up)
        assert int(mine["in_model"].sum()) == found.mmrm.measures
        np.testing.assert_allclose(mine["change"], mine["value"] - mine["baseline"])
        assert mine["baseline_used"].notna().all()
    assert (table["simulated"].astype(str).str.lower() == "true").all()


def test_imputations_are_those_of_the_report(exported):
    _, result, out = exported
    table = pd.read_csv(out / "imputations.csv")
    found, values = result.outcome(PAIN), result.data.outcome(PAIN)
    mine = table[(table["outcome"] == PAIN) & (table["week"] == 52)]
    assert mine["imputation"].max() == result.design.imputations
    assert int(mine["imputed"].sum()) == found.imputed.missing * result.design.imputations
    wide = mine.pivot(index="imputation", columns="person", values="value")[list(result.data.people["person"])]
    seen = np.isfinite(values.follow_up[:, -1])
    np.testing.assert_array_equal(wide.to_numpy()[:, seen], np.tile(values.follow_up[seen, -1], (len(wide), 1)))
    fits = []
    known = np.isfinite(values.baseline)
    base = np.where(known, values.baseline, values.baseline[known].mean())
    people = result.data.people
    x = np.column_stack(
        [np.ones(len(base)), result.data.in_first, base, people["sex"] == "male", people["kl_grade"] == "3"]
    ).astype(float)
    for y in wide.to_numpy():
        beta = np.linalg.lstsq(x, y, rcond=None)[0]
        square = ((y - x @ beta) ** 2).sum() / (len(y) - x.shape[1]) * np.linalg.inv(x.T @ x)[1, 1]
        fits.append((beta[1], square))
    pooled = rubin(*np.array(fits).T, len(base) - x.shape[1])
    assert (pooled.value, pooled.se) == pytest.approx((found.imputed.effect.value, found.imputed.effect.se))


def test_means_and_their_covariance(exported):
    _, result, out = exported
    means, covariances = pd.read_csv(out / "lsmeans.csv"), pd.read_csv(out / "lsmeans_covariance.csv")
    first, second = result.data.arms
    for found in result.outcomes:
        own = means[means["outcome"] == found.outcome.name].set_index(["arm", "week"])
        wide = covariances[covariances["outcome"] == found.outcome.name].pivot(
            index=["arm", "week"], columns=["other_arm", "other_week"], values="covariance"
        )
        for week, effect in zip(found.mmrm.weeks, found.mmrm.effects, strict=True):
            a, b = (first, week), (second, week)
            assert own.loc[a, "mean"] - own.loc[b, "mean"] == pytest.approx(effect.value)
            assert own.loc[a, "se"] ** 2 == pytest.approx(wide.loc[a, a])
            spread = wide.loc[a, a] + wide.loc[b, b] - 2 * wide.loc[a, b]
            assert spread == pytest.approx(effect.se**2)
            assert own.loc[(f"{first} less {second}", week), "p"] == pytest.approx(effect.p)


def test_a_stratum_called_as_a_column_is_refused(exported, tmp_path):
    _, result, _ = exported
    design = replace(result.design, strata={"week": ("1", "2")})
    with pytest.raises(FootwiseError, match="a stratum called week, which is a column here"):
        write_export(replace(result, design=design), tmp_path)


if __name__ == "__main__":
    import tempfile

    for which, made in TRIALS.items():
        with tempfile.TemporaryDirectory() as place:
            write_export(made(Path(place)), Path(place))
            run_r(Path(place))
            shutil.copy(Path(place) / "primary_analysis_R.csv", RUNS / f"{which}.csv")
