"""The data against the register: nobody lost, added, or moved to another arm or stratum."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE, simulated

from footwise.errors import FootwiseError
from footwise.trial import allocations, analyse_trial, enrol, open_register, reveal, trial_data
from footwise.trial.register_check import NOT_CHECKED, check_register
from footwise.trial.register_files import SEED_FILE


@pytest.fixture
def trial(tmp_path):
    """Register, design and tables of 24 people whose arms are those of the register."""
    register = tmp_path / "register"
    open_register(EXAMPLE, register, seed="5" * 64, clock=lambda: "2030-01-01")
    design, people, measures, _ = simulated(24)
    for row in people.to_dict("records"):
        enrol(register, row["person"], {name: row[name] for name in design.strata}, lambda: "2030-01-01")
    arms = allocations(register, blinded=False).set_index("person")["arm"]
    return register, design, people.assign(arm=people["person"].map(arms)), measures


def test_data_as_registered_are_sound_and_the_report_may_say_so(trial):
    register, design, people, measures = trial
    data = trial_data(people.sample(frac=1, random_state=1), measures, design)
    assert check_register(data, design, register) == "People, strata and arms are those of the register."
    result = analyse_trial(data, design, register=register)
    assert len(result.checked) == 1 and NOT_CHECKED not in result.notes


def test_people_who_are_left_out_are_refused_by_name(trial):
    """Deleting people of one arm must not pass as intention to treat."""
    register, design, people, measures = trial
    gone = people["person"][people["arm"] == "sham"].iloc[:3]
    fewer = trial_data(people[~people["person"].isin(gone)], measures[~measures["person"].isin(gone)], design)
    with pytest.raises(FootwiseError, match=f"has 3 people whom the data lack: {', '.join(gone)}"):
        analyse_trial(fewer, design, register=register)


def test_without_a_register_the_analysis_says_so_and_counts(trial):
    _, design, people, measures = trial
    notes = analyse_trial(trial_data(people, measures, design), design).notes
    assert notes == (NOT_CHECKED, "The data have 24 people; the design asks for 68.")


@pytest.mark.parametrize(
    ("column", "values", "trouble"),
    [
        ("person", {"P03": "P99"}, "has 1 person whom the data lack: P03"),
        ("arm", {"sham": "personalised", "personalised": "sham"}, "has another arm than the data: P01 is"),
        ("sex", {"female": "male", "male": "female"}, "has another sex than the data: P01 is"),
    ],
)
def test_what_differs_is_named(trial, column, values, trouble):
    register, design, people, measures = trial
    people = people.assign(**{column: people[column].replace(values)})
    measures = measures[measures["person"].isin(people["person"])]
    with pytest.raises(FootwiseError, match=trouble) as caught:
        check_register(trial_data(people, measures, design), design, register)
    assert "\n" not in str(caught.value)


def test_somebody_who_was_never_enrolled(trial):
    register, design, people, measures = trial
    more = pd.concat([people, people.iloc[:1].assign(person="P77")], ignore_index=True)
    with pytest.raises(FootwiseError, match="lacks 1 person of the data: P77"):
        check_register(trial_data(more, measures, design), design, register)


def test_letters_are_compared_as_letters(trial):
    register, design, people, measures = trial
    letters = people["person"].map(allocations(register).set_index("person")["arm"])
    blind = trial_data(people.assign(arm=letters), measures, design)
    assert "arms are those" in check_register(blind, design, register)
    turned = trial_data(people.assign(arm=np.where(letters == "A", "B", "A")), measures, design)
    with pytest.raises(FootwiseError, match="another arm"):
        check_register(turned, design, register)


def test_without_the_sealed_seed_only_people_and_strata_can_be_compared(trial):
    register, design, people, measures = trial
    data = trial_data(people, measures, design)
    seed = (register / SEED_FILE).read_text()
    (register / SEED_FILE).unlink()
    assert "arms could not be compared" in check_register(data, design, register)
    (register / SEED_FILE).write_text(seed)
    reveal(register)
    (register / SEED_FILE).unlink()
    assert "strata and arms are those" in check_register(data, design, register)
