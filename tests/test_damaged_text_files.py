"""Every small text file that Footwise reads, damaged in many ways: one line that says what is wrong, or a sound result.

A traceback, a message of several lines, a case that takes over ten seconds, or a number that is none fails.
"""

from __future__ import annotations

import json
import shutil
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.damaged_text import Damage, csv_damage, json_damage, log_damage, toml_damage
from tests.followup.forms import form
from tests.recordings.foot_sensor.test_read import MAP, mapped
from tests.reports.course import courses
from tests.trial.trials import EXAMPLE, simulated

from footwise.coaching import DEFAULT_SCHEDULE, CoachSession, read_course, read_schedule
from footwise.errors import FootwiseError
from footwise.followup import (
    read_diary,
    read_questionnaires,
    read_region_names,
    score_questionnaires,
    session_adherence,
)
from footwise.followup.nifti import read_sidecar
from footwise.followup.relaxation_series import _sidecar_times
from footwise.jobs.session_plans import _prescribed
from footwise.loads.film import load_model, read_training
from footwise.loads.film.moment_features import FEATURES
from footwise.loads.film.moment_files import LAB_FILE, TARGET, VIDEO_FILE
from footwise.prescription import read_earlier_visit, read_study
from footwise.recordings.film.camera_files import read_cameras
from footwise.recordings.foot_sensor.read import read_foot_sensors
from footwise.recordings.marker_sets import read_marker_map
from footwise.reports.course import coaching_report, write_coaching_steps, write_coaching_summary
from footwise.simulation import outcome_defaults
from footwise.simulation.response import read_response
from footwise.trial import (
    allocations,
    enrol,
    open_register,
    read_data,
    read_design,
    read_redcap,
    trial_data,
    verify,
    write_data,
    write_redcap,
)
from footwise.trial.redcap import DICTIONARY, FLAT
from footwise.trial.register_files import AUDIT_FILE, SEED_FILE

SRC = Path(__file__).parents[1] / "src" / "footwise"
LONGEST_S = 10.0


@dataclass(frozen=True)
class Kind:
    """A kind of file: makes a sound one in a folder and gives its path, and reads a damaged one."""

    make: Callable[[Path], Path]
    read: Callable[[Path], Any]
    damage: Damage
    few: int = 16


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


# Settings


def marker_map(folder: Path) -> Path:
    text = """name = "our lab"
heel = "{S}Calc"
toe = ["{S}Meta2", "{S}Toe"]
lateral_malleolus = "{S}AnkOut"
shank = ["{S}Tib1", "{S}Tib2"]
[left]
psis = "LPSIS"
"""
    return write(folder / "map.toml", text)


def column_map(folder: Path) -> Path:
    write(folder / "left.csv", mapped())
    return write(folder / "columns.toml", MAP)


def study(folder: Path) -> Path:
    for name in ("natural.c3d", "in.c3d", "in2.trc", "in2.mot", "standing.c3d"):
        (folder / name).touch()
    text = """person = "P07"
side = "left"
mass_kg = 72.5
height_m = 1.68
static = "standing.c3d"
[recordings]
natural = "natural.c3d"
toe-in-10 = ["in.c3d", { file = "in2.trc", forces = "in2.mot" }]
"""
    return write(folder / "study.toml", text)


def response(folder: Path) -> Path:
    return Path(shutil.copy(SRC / "simulation" / "default_response.toml", folder / "response.toml"))


def schedule(folder: Path) -> Path:
    rows = "".join(
        f'[[block]]\nsession = {n}\nblock_s = 900.0\nshare = 0.5\nband_deg = 3\nmode = "every-n"\nevery = 3\n'
        f'purpose = "practice"\n'
        for n in (1, 2)
    )
    return write(folder / "schedule.toml", rows)


def cameras(folder: Path) -> Path:
    text = """[cam_01]
name = "front"
size = [1920.0, 1080.0]
matrix = [[1500.0, 0.0, 960.0], [0.0, 1500.0, 540.0], [0.0, 0.0, 1.0]]
distortions = [0.1, -0.05, 0.0, 0.0]
rotation = [1.2, 0.1, 0.05]
translation = [0.1, 1.0, 4.0]
fisheye = false
[metadata]
adjusted = false
"""
    return write(folder / "Calib.toml", text)


def design(folder: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, folder / "design.toml"))


def regions(folder: Path) -> Path:
    return write(folder / "regions.toml", '[regions]\n"medial femur" = 1\n"lateral femur" = [2, 3]\n')


def cohort(folder: Path) -> Path:
    return Path(shutil.copy(SRC / "simulation" / "cohort_outcomes.toml", folder / "cohort.toml"))


# Results of earlier programs


STEPS = (
    *("recording", "condition", "side", "step", "contact_s"),
    *("kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "used", "reason"),
)


def visit(folder: Path) -> Path:
    rows = [
        ("walk.c3d", condition, side, k, k + 0.5, 3.0 + 0.1 * k, 2.0 + 0.1 * k, "true", "")
        for condition in ("natural", "toe-in-10")
        for side in ("left", "right")
        for k in range(4)
    ]
    write(folder / "steps.csv", "\n".join(",".join(map(str, row)) for row in (STEPS, *rows)) + "\n")
    prescription = {
        "person": "P07",
        "side": "left",
        "rule": "trial",
        "target_change_deg": -10.0,
        "direction": "toe-in",
        "peak": 1,
        "conditions": [{"condition": "natural", "steps": 4, "kam_peak1": 3.15}],
        "warnings": [],
        "simulated": False,
    }
    return write(folder / "prescription.json", json.dumps(prescription, indent=2))


def read_visit(path: Path) -> Any:
    found = read_earlier_visit(path.parent)
    return found, _prescribed(path.with_name("prescription.json"))


def training(folder: Path) -> Path:
    for person in ("P1", "P2", "P3"):
        place = folder / person
        if place.exists() and person != "P2":  # whose files are damaged
            continue
        place.mkdir(exist_ok=True)
        contact = 1.1 * np.arange(6)
        video = pd.DataFrame(np.arange(6.0)[:, None] + np.arange(len(FEATURES)), columns=list(FEATURES))
        video.insert(0, "recording", "walk"), video.insert(1, "side", "left"), video.insert(2, "contact_s", contact)
        video.to_csv(place / VIDEO_FILE, index=False, lineterminator="\n")
        lab = {"recording": "walk", "side": "left", "contact_s": contact + 0.03, TARGET: 3.0, "used": "true"}
        pd.DataFrame(lab).to_csv(place / LAB_FILE, index=False, lineterminator="\n")
    return folder / "P2" / LAB_FILE


def model_facts(folder: Path) -> Path:
    facts = {"people": 5, "steps": 90, "strength": 1.0, "error": 0.4, "error_of_others_mean": 0.6,
             "error_of_own_mean": 0.3, "error_by_person": {"P1": 0.4}, "people_nearer": 4}  # fmt: skip
    return write(folder / "facts.json", json.dumps(facts))


def read_facts(path: Path) -> Any:
    """The facts as they stand in the file of a model."""
    one = np.ones(len(FEATURES))
    facts = path.read_bytes().decode("latin-1")
    model = path.with_name("model.npz")
    np.savez(model, format=1, mean=one, spread=one, weight=one, constant=0.0, reach=1.0, facts=facts)
    found = load_model(model)
    return str(found), found.better_than_no_video


def sidecar(folder: Path) -> Path:
    facts = {"EchoTime": [0.01, 0.02, 0.03], "Simulated": True, "Manufacturer": "x", "ImageType": ["ORIGINAL", "M"]}
    return write(folder / "image.json", json.dumps(facts, indent=1))


def read_times(path: Path) -> Any:
    @dataclass(frozen=True)
    class AnImage:
        path: Path

    image = path.with_name("image.nii.gz")
    read_sidecar(image)
    images: list[Any] = [AnImage(image)]  # only their names are looked at
    times, _ = _sidecar_times(images)
    return np.nan_to_num(times, posinf=0.0, neginf=0.0)  # what is none is refused by the caller


# Logs


@cache
def sound_log() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        one = courses.plan(sides=("left",))
        courses.walked(Path(folder), one, {"left": courses.rows(courses.angles())})
        return (Path(folder) / "session-01.jsonl").read_bytes()


def log(folder: Path) -> Path:
    path = folder / "session-01.jsonl"
    path.write_bytes(sound_log())
    return path


def read_log_and_go_on(path: Path, report: bool = False) -> Any:
    course = read_course(path.parent)
    if not course:
        return None
    (one,) = course
    lines = path.read_bytes().count(b"\n")
    damaged = int(one.damage.split(" damaged")[0]) if " damaged" in one.damage else 0
    # What is left out is said; of the first line a part may be.
    assert len(one.records) <= lines <= len(one.records) + damaged
    summary = one.summary()
    write_coaching_steps(course, path.with_name("steps.csv"))
    write_coaching_summary(course, path.with_name("summary.json"))
    with suppress(FootwiseError):
        session_adherence(course)
    if report:
        page = coaching_report(course, schedule=DEFAULT_SCHEDULE)
        assert "<script>alert" not in page
        page.encode()
    CoachSession(one.plan, continued=one.records)
    return summary


def register(folder: Path) -> Path:
    place = folder / "register"
    shutil.rmtree(place, ignore_errors=True)
    open_register(EXAMPLE, place, seed="5" * 64, clock=lambda: "2030-01-01T12:00:00+00:00")
    for k in range(4):
        enrol(place, f"P{k}", {"sex": "female", "kl_grade": "1-2"}, lambda: "2030-01-01T12:00:00+00:00")
    return place / AUDIT_FILE


def read_register(path: Path) -> Any:
    found = verify(path.parent)
    table = allocations(path.parent)
    # Nothing that holds may be another register than the one that was written.
    assert (found.people, len(table)) in ((4, 4), (3, 3), (2, 2), (1, 1), (0, 0))
    enrol(path.parent, "another", {"sex": "male", "kl_grade": "3"}, lambda: "2030-01-02T12:00:00+00:00")
    return found


def seed(folder: Path) -> Path:
    return register(folder).with_name(SEED_FILE)


# Tables


@cache
def trial_tables() -> tuple[Any, ...]:
    return simulated(n=12)


def people(folder: Path) -> Path:
    _, *tables = trial_tables()
    write_data(folder, *tables)
    return folder / "people.csv"


def outcomes(folder: Path) -> Path:
    return people(folder).with_name("outcomes.csv")


def read_trial(path: Path) -> Any:
    data = read_data(path.parent, trial_tables()[0])
    return [(values.baseline, values.follow_up) for values in data.outcomes]


def redcap(folder: Path) -> Path:
    one, table, measures, _ = trial_tables()
    write_redcap(folder, table.astype(str), measures.astype(str), one)
    return folder / FLAT


def dictionary(folder: Path) -> Path:
    return redcap(folder).with_name(DICTIONARY)


def read_redcap_files(path: Path) -> Any:
    one = trial_tables()[0]
    read = read_redcap(path.with_name(FLAT), path.with_name(DICTIONARY), one)
    data = trial_data(read.people, read.measures, one)
    return [(values.baseline, values.follow_up) for values in data.outcomes]


def answers(folder: Path) -> Path:
    table = pd.concat([form(0, rows=2), form(3, rows=2)], ignore_index=True)
    table.insert(0, "person", ["P1", "P2", "P1", "P2"])
    table.insert(1, "week", [0, 0, 12, 12])
    table.to_csv(folder / "answers.csv", index=False, lineterminator="\n")
    return folder / "answers.csv"


def read_answers(path: Path) -> Any:
    scores = score_questionnaires(read_questionnaires(path))
    return scores.select_dtypes("number").to_numpy()


def diary(folder: Path) -> Path:
    return write(folder / "diary.csv", "person,date,minutes\nP1,2031-03-01,10\nP1,2031-03-02,\nP2,2031-03-01,25.5\n")


def region_table(folder: Path) -> Path:
    return write(folder / "regions.csv", "label,region\n1,medial femur\n2,lateral femur\n3,lateral femur\n")


def sensor(folder: Path) -> Path:
    write(folder / "columns.toml", MAP)
    return write(folder / "left.csv", mapped())


def read_sensor(path: Path) -> Any:
    (one,) = read_foot_sensors(path.with_name("left.csv"), column_map=path.with_name("columns.toml"))
    return np.nan_to_num(one.acceleration_m_s2)


KINDS = {
    "marker map": Kind(marker_map, read_marker_map, toml_damage),
    "column map": Kind(column_map, read_sensor, toml_damage),
    "study": Kind(study, read_study, toml_damage),
    "response": Kind(response, read_response, toml_damage),
    "schedule": Kind(schedule, read_schedule, toml_damage),
    "cameras": Kind(cameras, read_cameras, toml_damage),
    "design": Kind(design, read_design, toml_damage),
    "regions": Kind(regions, read_region_names, toml_damage),
    "cohort": Kind(cohort, outcome_defaults, toml_damage),
    "prescription": Kind(visit, read_visit, json_damage),
    "facts of a model": Kind(model_facts, read_facts, json_damage),
    "sidecar": Kind(sidecar, read_times, json_damage),
    "log": Kind(log, read_log_and_go_on, log_damage),
    "register": Kind(register, read_register, log_damage),
    "sealed seed": Kind(seed, read_register, json_damage),
    "steps": Kind(lambda folder: visit(folder).with_name("steps.csv"), read_visit, csv_damage),
    "laboratory's steps": Kind(training, lambda path: read_training(path.parents[1]), csv_damage, 5),
    "video's inputs": Kind(
        lambda folder: training(folder).with_name(VIDEO_FILE),
        lambda path: read_training(path.parents[1]),
        csv_damage,
        5,
    ),
    "people": Kind(people, read_trial, csv_damage),
    "outcomes": Kind(outcomes, read_trial, csv_damage),
    "redcap": Kind(redcap, read_redcap_files, csv_damage),
    "dictionary": Kind(dictionary, read_redcap_files, csv_damage),
    "answers": Kind(answers, read_answers, csv_damage),
    "diary": Kind(diary, read_diary, csv_damage),
    "table of regions": Kind(region_table, read_region_names, csv_damage),
    "sensor": Kind(sensor, read_sensor, csv_damage),
}


def infinite(value: Any) -> bool:
    """Whether a number in a result is infinite; those of a design's ranges and of people who stayed may be."""
    if is_dataclass(value):
        return any(infinite(getattr(value, field.name)) for field in fields(value) if field.name not in ("low", "high"))
    if isinstance(value, dict):
        return any(map(infinite, value.values()))
    if isinstance(value, list | tuple):
        return any(map(infinite, value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return bool(np.isinf(value).any())
    return isinstance(value, float) and bool(np.isinf(value))


@contextmanager
def limited() -> Iterator[None]:
    """Stop what takes too long, where the system can."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"took over {LONGEST_S:g} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(6 * LONGEST_S))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def case(kind: Kind, folder: Path, number: int, name: str) -> str:
    """What came of one case: what was refused, or nothing where it was read."""
    dice = Random(f"{name} {number}")
    path = kind.make(folder)
    sound = path.read_bytes()
    damaged = kind.damage(sound, dice)
    path.write_bytes(damaged)
    begun = time.process_time()
    try:
        with limited(), warnings.catch_warnings():
            warnings.simplefilter("error")
            result = kind.read(path)
    except FootwiseError as error:
        said = str(error)
        assert "\n" not in said and "\r" not in said and len(said) < 3100, f"{name} {number}: {said[:2000]}"
        assert error.trouble and "Traceback" not in said
        said.encode()
        return said
    except Exception:
        shown = "\n".join(line[:300] for line in traceback.format_exc().splitlines()[-12:])
        pytest.fail(f"{name} {number}: {damaged[:300]!r}\n{shown}")
    finally:
        assert time.process_time() - begun < LONGEST_S, f"{name} {number}"
    assert not infinite(result), f"{name} {number}: {result!r:.500}"
    return ""


@pytest.mark.parametrize("name", KINDS)
def test_the_sound_files_are_read(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    kind.read(kind.make(tmp_path))


@pytest.mark.parametrize("name", KINDS)
def test_a_few_damaged_files_of_every_kind(name: str, tmp_path: Path) -> None:
    refused = [case(KINDS[name], tmp_path, number, name) for number in range(KINDS[name].few)]
    assert any(refused) or name == "log"


def test_reports_of_damaged_logs(tmp_path: Path) -> None:
    kind = Kind(log, lambda path: read_log_and_go_on(path, report=True), log_damage)
    for number in range(6):
        case(kind, tmp_path, 1000 + number, "report")


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_hundreds_of_damaged_files_of_every_kind(name: str, tmp_path: Path) -> None:
    refused = sum(bool(case(KINDS[name], tmp_path, 10_000 + number, name)) for number in range(600))
    print(f"{name}: {refused} of 600 refused")


@pytest.mark.slow
def test_hundreds_of_reports_of_damaged_logs(tmp_path: Path) -> None:
    kind = Kind(log, lambda path: read_log_and_go_on(path, report=True), log_damage)
    for number in range(300):
        case(kind, tmp_path, 20_000 + number, "report")
