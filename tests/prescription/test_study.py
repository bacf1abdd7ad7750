"""Reading study.toml: what is right, and one line for everything that is wrong."""

import pytest

from footwise.errors import FootwiseError
from footwise.loads import HowToMeasure
from footwise.prescription import read_study

GOOD = """
person = "P07"
side = "left"
mass_kg = 72
height_m = 1.7
[recordings]
toe-out-10 = ["a.c3d", "b.c3d"]
natural = "n.c3d"
toe-in-5 = { file = "t.trc", forces = "t.mot" }
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("n.c3d", "a.c3d", "b.c3d", "t.trc", "t.mot", "other.txt"):
        (tmp_path / name).write_text("x")
    return tmp_path


def write(folder, text):
    (folder / "study.toml").write_text(text)
    return folder


def test_a_good_study(folder):
    study = read_study(write(folder, GOOD))
    assert (study.person, study.side, study.how.mass_kg, study.how.height_m) == ("P07", "left", 72.0, 1.7)
    assert list(study.recordings) == ["natural", "toe-in-5", "toe-out-10"]
    assert [r.file.name for r in study.recordings["toe-out-10"]] == ["a.c3d", "b.c3d"]
    assert study.recordings["toe-in-5"][0].forces == folder / "t.mot"
    assert read_study(folder / "study.toml") == study


def test_how_to_measure_is_said_in_the_study(folder):
    said = """height_m = 1.7
leg_length_m = { left = 0.88, right = 0.87 }
knee_width_m = 0.105
forces_later_s = 0.02
events = "file"
marker_hz = 12
force_hz = 20
"""
    text = GOOD.replace("height_m = 1.7\n", said).replace('"t.mot"', '"t.mot", forces_later_s = -0.1')
    study = read_study(write(folder, text))
    assert study.how == HowToMeasure(
        mass_kg=72.0,
        height_m=1.7,
        leg_length_m={"left": 0.88, "right": 0.87},
        knee_width_m={"left": 0.105, "right": 0.105},
        forces_later_s=0.02,
        use_stored_events=True,
        marker_hz=12.0,
        force_hz=20.0,
    )
    assert study.recordings["toe-in-5"][0].forces_later_s == -0.1
    assert study.recordings["natural"][0].forces_later_s is None


def test_what_is_said_elsewhere_goes_before_the_study():
    study = HowToMeasure(mass_kg=72, marker_hz=12, knee_width_m={"left": 0.1}, use_stored_events=True)
    other = HowToMeasure(mass_kg=80, use_stored_events=False)
    both = HowToMeasure(mass_kg=80, marker_hz=12, knee_width_m={"left": 0.1}, use_stored_events=False)
    assert other.over(study) == both


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("leg_length_m = 88", "leg length of 88 m is impossible"),
        ('leg_length_m = "0.88"', "leg_length_m is '0.88'"),
        ("knee_width_m = { links = 0.1 }", "knee_width_m is"),
        ("ankle_width_m = { left = true }", "ankle_width_m is"),
        ('events = "stored"', "events is 'stored'"),
        ("events = true", "events is True"),
        ('marker_hz = "12"', "marker_hz is '12', not a number"),
        ("forces_later_s = [1]", "forces_later_s is [1], not a number"),
    ],
)
def test_what_is_wrong_in_how_to_measure_is_named(folder, line, names):
    with pytest.raises(FootwiseError) as caught:
        read_study(write(folder, GOOD.replace("height_m = 1.7", line)))
    assert names in str(caught.value)
    assert caught.value.remedy


def test_person_defaults_to_the_folder(folder):
    assert read_study(write(folder, GOOD.replace('person = "P07"', ""))).person == folder.name


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (("side = ", "side "), "study.toml"),
        (('side = "left"', ""), "affected side"),
        (('"left"', '"links"'), "affected side"),
        (("mass_kg = 72", 'mass_kg = "heavy"'), "mass_kg"),
        (("mass_kg = 72", "mass_kg = true"), "mass_kg"),
        (("mass_kg", "weight"), "weight"),
        (("natural", "toe-in-10"), "natural"),
        (("toe-in-5", "toe-inwards"), "toe-inwards"),
        (("toe-in-5", "toe-in-75"), "toe-in-75"),
        (('"n.c3d"', '"gone.c3d"'), "gone.c3d"),
        (('"n.c3d"', "[]"), "natural"),
        (('"n.c3d"', "3"), "natural"),
        (('forces = "t.mot"', 'mot = "t.mot"'), "toe-in-5"),
        (("[recordings]", "[records]"), "records"),
        (("[recordings]", 'static = "gone.c3d"\n[recordings]'), "gone.c3d"),
        (("[recordings]", "markers = 1\n[recordings]"), "markers"),
    ],
)
def test_everything_wrong_is_one_line_that_names_it(folder, change, names):
    with pytest.raises(FootwiseError) as caught:
        read_study(write(folder, GOOD.replace(*change, 1)))
    message = str(caught.value)
    assert "\n" not in message
    assert names in message
    assert caught.value.remedy


def test_only_natural_is_nothing_to_choose_from(folder):
    with pytest.raises(FootwiseError, match="only natural"):
        read_study(write(folder, 'side = "left"\n[recordings]\nnatural = "n.c3d"'))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[[["])
def test_no_study_at_all(folder, content):
    (folder / "study.toml").write_bytes(content)
    with pytest.raises(FootwiseError):
        read_study(folder)


def test_no_file(tmp_path):
    with pytest.raises(FootwiseError, match="no such file"):
        read_study(tmp_path)
    with pytest.raises(FootwiseError, match="no such file"):
        read_study(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ('toe-in-19 = "i.c3d"', "toe-in-19"),
        ('"toe-out-7.5" = "i.c3d"', "toe-out-7.5"),
        ('toe-in = { file = "i.c3d", change_deg = -19 }', "toe-in-19"),
        ('further = [{ file = "i.c3d", change_deg = 8.0 }]', "toe-out-8"),
    ],
)
def test_other_angles_than_the_trials(tmp_path, line, condition):
    for name in ("n.c3d", "i.c3d"):
        (tmp_path / name).touch()
    (tmp_path / "study.toml").write_text(f'side = "left"\n[recordings]\nnatural = "n.c3d"\n{line}\n')
    assert list(read_study(tmp_path).recordings) == ["natural", condition]


@pytest.mark.parametrize(
    "line",
    [
        'toe-in = { file = "i.c3d", change_deg = 19 }',
        'toe-in-10 = { file = "i.c3d", change_deg = -5 }',
        'natural = [{ file = "i.c3d", change_deg = -5 }, "n.c3d"]',
        'toe-in = { file = "i.c3d", change_deg = "much" }',
        'toe-in = { file = "i.c3d", change_deg = -75 }',
        'toe-in = "i.c3d"',
    ],
)
def test_an_angle_that_contradicts_its_name_is_refused(tmp_path, line):
    for name in ("n.c3d", "i.c3d"):
        (tmp_path / name).touch()
    natural = "" if line.startswith("natural") else 'natural = "n.c3d"\n'
    (tmp_path / "study.toml").write_text(f'side = "left"\n[recordings]\n{natural}{line}\n')
    with pytest.raises(FootwiseError, match=r"study\.toml"):
        read_study(tmp_path)
