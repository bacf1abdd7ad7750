"""A laboratory's own regression: a mapping that is known, one that is none, its files, and what it refuses."""

import json

import numpy as np
import pandas as pd
import pytest
from tests.gait.film.filmed_people import in_room, stored_clip, walk

from footwise.errors import FootwiseError
from footwise.gait.film.front_view import walk_towards_phone
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.loads.film.moment_features import FEATURES, INSTANTS, POINTS, moment_features
from footwise.loads.film.moment_files import LAB_FILE, TARGET, VIDEO_FILE, load_model, read_training, save_model
from footwise.loads.film.moment_regression import MomentModel, Training, predicted_peaks, train
from footwise.simulation.simulated_film import placed_camera, simulated_film


def people(count=8, steps=30, noise=0.15, seed=0, related=True):
    """Inputs of a few movements common to all, as bodies have them, and peaks that follow two of them."""
    rng = np.random.default_rng(seed)
    shapes = rng.standard_normal((6, len(FEATURES))) * 0.02
    person = np.repeat([f"P{k}" for k in range(count)], steps)
    scores = np.repeat(rng.standard_normal((count, 6)), steps, axis=0) + 0.4 * rng.standard_normal((len(person), 6))
    features = scores @ shapes + 0.003 * rng.standard_normal((len(person), len(FEATURES)))
    own = np.repeat(rng.standard_normal(count), steps)
    peak = 3.0 + (0.6 * scores[:, 0] - 0.4 * scores[:, 1] if related else 0.6 * own)
    return Training(person, features, peak + noise * rng.standard_normal(len(person)))


def test_a_known_mapping_is_found_and_its_error_is_that_of_the_noise():
    model = train(people())
    assert model.facts["people"] == 8 and model.facts["steps"] == 240
    # The mean distance of a normal number from its mean is 0.8 SD.
    assert 0.8 * 0.15 * 0.9 < model.facts["error"] < 0.25
    assert model.facts["error"] < 0.5 * model.facts["error_of_others_mean"] and model.better_than_no_video
    assert model.facts["error"] < model.facts["error_of_own_mean"]
    fresh = people(seed=0)
    np.testing.assert_allclose(predicted_peaks(model, fresh.features), fresh.peak_pct_bwht, atol=0.6)
    assert "240 steps of 8 people" in str(model)
    nearer = model.facts["people_nearer"]
    assert nearer >= 6 and f"nearer than the mean of the others for {nearer} of 8 people." in str(model)


def test_no_mapping_is_seen_to_be_none():
    model = train(people(related=False))
    assert model.facts["error"] > 0.85 * model.facts["error_of_others_mean"]
    assert model.facts["error"] > 2 * model.facts["error_of_own_mean"]


def test_the_words_when_it_is_no_better_than_no_video():
    facts = {"people": 3, "steps": 30, "error": 0.9, "error_of_others_mean": 0.8, "error_of_own_mean": 0.2}
    facts["people_nearer"] = 1
    model = MomentModel(np.zeros(2), np.ones(2), np.zeros(2), 3.0, 1.0, facts)
    assert not model.better_than_no_video and "do not use it" in str(model)
    assert "for 1 of 3 people" in str(model)


def test_the_error_is_that_of_people_who_were_left_out():
    """A person whose peaks no one else explains has a large error of its own, not one shared by learning it."""
    data = people()
    odd = data.peak_pct_bwht + np.where(data.person == "P3", 2.0, 0.0)
    model = train(Training(data.person, data.features, odd))
    by_person = model.facts["error_by_person"]
    assert by_person["P3"] > 1.2 and by_person["P3"] == max(by_person.values())


def test_everybody_is_named_when_left_out():
    named = []
    train(people(count=3), named.append)
    assert named == ["P0", "P1", "P2"]


def test_too_few_people_or_steps():
    with pytest.raises(FootwiseError, match=r"has 2 people, and an error for new people needs 3"):
        train(people(count=2))
    data = people(count=4)
    few = (data.person != "P1") | (np.arange(len(data.person)) % 10 == 0)
    with pytest.raises(FootwiseError, match="P1: has 3 steps with a moment"):
        train(Training(data.person[few], data.features[few], data.peak_pct_bwht[few]))


def test_outside_of_what_was_learnt():
    model, data = train(people()), people()
    far = data.features[:4].copy()
    far[0] += 5.0
    got = predicted_peaks(model, far)
    assert np.isnan(got[0]) and np.isfinite(got[1:]).all()
    missing = data.features[:4].copy()
    missing[1, 7] = np.nan
    assert np.isnan(predicted_peaks(model, missing)[1])
    with pytest.raises(FootwiseError, match=r"clip: is unlike what the model learnt from \(3 of 3 steps"):
        predicted_peaks(model, data.features[:3] + 5.0, "clip")
    with pytest.raises(FootwiseError, match="other inputs than the model"):
        predicted_peaks(model, data.features[:, :-1])


def test_a_model_comes_back_from_its_file(tmp_path):
    model = train(people(count=4))
    save_model(model, tmp_path / "knee.npz")
    back = load_model(tmp_path / "knee.npz")
    data = people()
    np.testing.assert_array_equal(predicted_peaks(back, data.features[:20]), predicted_peaks(model, data.features[:20]))
    assert back.facts == json.loads(json.dumps(model.facts)) and [p.name for p in tmp_path.iterdir()] == ["knee.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"hello"])
def test_files_that_are_no_model(tmp_path, content):
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(FootwiseError, match=r"m\.npz: .*[Tt]rain it again"):
        load_model(tmp_path / "m.npz")
    with pytest.raises(FootwiseError, match="no such file"):
        load_model(tmp_path / "gone.npz")
    np.savez(tmp_path / "other.npz", a=1)
    with pytest.raises(FootwiseError, match="not a model of this version"):
        load_model(tmp_path / "other.npz")


def folder_of_people(place, count=3, shift_s=0.0):
    data = people(count=count, steps=8)
    for name in np.unique(data.person):
        mine = data.person == name
        contact = 1.1 * np.arange(mine.sum())
        video = pd.DataFrame(data.features[mine], columns=list(FEATURES))
        video.insert(0, "recording", "walk"), video.insert(1, "side", "left"), video.insert(2, "contact_s", contact)
        lab = pd.DataFrame({"recording": "walk", "side": "left", "contact_s": contact[::-1] + 0.03 + shift_s,
                            TARGET: data.peak_pct_bwht[mine][::-1], "used": "true"})  # fmt: skip
        lab.loc[len(lab)] = ["walk", "left", 0.0, 99.0, "false"]
        lab.loc[len(lab)] = ["walk", "right", 0.0, 99.0, "true"]
        (place / name).mkdir()
        video.to_csv(place / name / VIDEO_FILE, index=False)
        lab.to_csv(place / name / LAB_FILE, index=False)
    return data


def test_a_folder_of_people_is_matched_step_by_step(tmp_path):
    data = folder_of_people(tmp_path)
    read = read_training(tmp_path)
    np.testing.assert_array_equal(read.person, data.person)
    np.testing.assert_allclose(read.features, data.features, atol=1e-12)
    np.testing.assert_allclose(read.peak_pct_bwht, data.peak_pct_bwht, atol=1e-12)


def test_folders_that_cannot_be_used(tmp_path):
    with pytest.raises(FootwiseError, match="holds 0 people"):
        read_training(tmp_path / "gone")
    folder_of_people(tmp_path, shift_s=0.5)
    with pytest.raises(
        FootwiseError, match=r"P0: has 0 steps that the video \(8\) and the laboratory \(9\) share.*one clock"
    ):
        read_training(tmp_path)
    table = pd.read_csv(tmp_path / "P0" / LAB_FILE)
    table.drop(columns=TARGET).to_csv(tmp_path / "P0" / LAB_FILE, index=False)
    with pytest.raises(FootwiseError, match=rf"lab\.csv: has no column {TARGET}"):
        read_training(tmp_path)
    table[TARGET] = "high"
    table.to_csv(tmp_path / "P0" / LAB_FILE, index=False)
    with pytest.raises(FootwiseError, match="has 'high' as kam_peak1_pct_bwht in row 1, which is no number"):
        read_training(tmp_path)
    (tmp_path / "P0" / LAB_FILE).unlink()
    with pytest.raises(FootwiseError, match=r"lab\.csv: there is no such file"):
        read_training(tmp_path)


def test_features_are_thirteen_points_at_eight_instants():
    assert len(POINTS) == 13 and len(FEATURES) == 13 * INSTANTS * 2 == 208
    table = moment_features([walk_in_room(in_room(walk(duration_s=6.0)), name="w")], 1.7)
    assert len(table) >= 5 and np.isfinite(table[list(FEATURES)].to_numpy()).all()
    # The standing foot is to its own side, whichever leg it is, and near the floor.
    assert (table["stance_ankle_out_4"] > 0.02).all() and (table["other_ankle_out_4"] < -0.02).all()
    assert (table["stance_heel_up_4"] < -0.4).all() and (table["nose_up_1"] > 0.3).all()
    left, right = (table[table["side"] == side][list(FEATURES)].mean() for side in ("left", "right"))
    np.testing.assert_allclose(left, right, atol=0.05)


def test_features_of_one_phone_are_like_those_of_the_room():
    film = simulated_film(
        (placed_camera("phone", height_m=1.5, distance_m=6.0),), angles_deg={"left": 5.0, "right": 5.0}
    )
    phone = moment_features([walk_towards_phone(film.landmarks[0], film.cameras[0])], 1.7)
    room = moment_features([walk_in_room(in_room(film), name="w")], 1.7)
    assert len(phone) >= 3
    names = [f"{point}_{axis}_4" for point in ("stance_knee", "stance_ankle", "other_hip") for axis in ("out", "up")]
    np.testing.assert_allclose(phone[names].mean(), room[names].mean(), atol=0.04)
    with pytest.raises(FootwiseError, match="filmed from the side"):
        moment_features([walk_past_phone(stored_clip("demo"))], 1.7)
