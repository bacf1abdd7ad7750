"""An arm in which everybody has the same value: its difference is estimated, and that is said."""

from __future__ import annotations

from tests.trial.trials import simulated

from footwise.trial import analyse_trial, trial_data

KAM = "kam_larger_peak_pct_bwht"


def test_an_arm_without_variance_is_said():
    design, people, measures, _ = simulated(24)
    first = measures["person"].isin(people.loc[people["arm"] == design.arms[0].name, "person"])
    last = design.outcome(KAM).weeks[-1]
    sound = analyse_trial(trial_data(people, measures, design), design).outcome(KAM)
    assert not any("the same value" in note for note in sound.notes)
    measures.loc[first & (measures["outcome"] == KAM) & (measures["week"] == last), "value"] = 3.0
    found = analyse_trial(trial_data(people, measures, design), design).outcome(KAM)
    said = [note for note in found.notes if "the same value" in note]
    assert len(said) == 1 and f"have the same value (3) in week {last}; the spread" in said[0]
    assert found.effect is not None


def test_both_arms_without_variance_cannot_be_estimated():
    design, people, measures, _ = simulated(24)
    measures.loc[measures["outcome"] == KAM, "value"] = 3.0
    found = analyse_trial(trial_data(people, measures, design), design).outcome(KAM)
    assert found.effect is None
    assert found.reasons["mmrm"].startswith("cannot be estimated, because everybody has the same value")
    assert not any("the spread in the model" in note for note in found.notes)
