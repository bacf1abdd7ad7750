"""The job of the odds: what it says and writes of two walks, and one line of why not."""

import json
from dataclasses import replace

import numpy as np
import pytest

import footwise as fw
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds import (
    OddsRequest,
    WalkOdds,
    judge_changes,
    judge_walks,
    train_odds,
    write_odds,
    write_odds_model,
)
from footwise.jobs.odds.request import check_speeds
from footwise.prescription.odds import NAMES, VARIABLES, WalkChanges, published_model
from footwise.recordings import read_recording
from footwise.recordings.opensim_export import trc_text
from footwise.simulation import read_response, simulate_study, write_study

CAMERA = {"tibia_tilt": 3.4, "knee_adduction": 0.5, "pelvic_list": -0.5, "step_width": 0.02}


def seen(turned=-9.6, error=0.5, **measured) -> WalkChanges:
    change, errors = np.full(12, np.nan), np.full(12, np.nan)
    for name, value in {**measured, "foot_progression_angle": turned}.items():
        at = NAMES.index(name)
        change[at], errors[at] = value, error * (1.0 if VARIABLES[at].unit == "deg" else 0.01)
    return WalkChanges("left", turned, change, errors, 54, 48, "one phone in front")


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=10))
    return path


def test_two_recordings_become_odds_that_point_to_their_plates(visit, tmp_path):
    found = judge_walks(visit / "natural.c3d", [visit / "toe-in-10.c3d"], OddsRequest(side="left"))
    assert found.with_plates and found.simulated
    assert found.odds.changes.achieved_deg == pytest.approx(-10, abs=0.3)
    said = found.sentences()
    assert said[0].startswith("SIMULATED") and any("let Footwise prescribe" in line for line in said)
    write_odds(found, tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["odds.html", "odds.json"]
    told = json.loads((tmp_path / "out" / "odds.json").read_text(encoding="utf-8"))
    walk = told["walks"][0]
    assert told["force_plates"] and told["simulated"] and walk["side"] == "left"
    assert walk["p_fall"] + walk["p_rise"] == pytest.approx(1, abs=0.002)
    assert walk["measured"]["tibia_tilt"]["unit"] == "deg"
    assert "cop_medial" not in walk["measured"]


def test_forces_in_a_file_of_their_own_are_noticed(visit, tmp_path):
    walks = []
    for name in ("natural", "toe-in-10"):
        recording = read_recording(visit / f"{name}.c3d")
        walks.append(tmp_path / f"{name}.trc")
        walks[-1].write_text(trc_text(recording, walks[-1].name))
    asked = OddsRequest(side="left")
    alone = judge_walks(walks[0], walks[1:], asked)
    assert not alone.with_plates and alone.odds.changes.achieved_deg == pytest.approx(-10, abs=0.3)
    (tmp_path / "toe-in-10_grf.mot").write_text("")
    beside = judge_walks(walks[0], walks[1:], asked)
    assert beside.with_plates and any("let Footwise prescribe" in line for line in beside.sentences())
    assert any("nothing was taken from toe-in-10_grf.mot" in line for line in beside.sentences())
    assert beside.odds.p_fall == alone.odds.p_fall


def test_several_changed_walks_stand_below_each_other(visit):
    walks = [visit / "toe-in-5.c3d", visit / "toe-in-10.c3d", visit / "toe-out-10.c3d"]
    found = judge_walks(visit / "natural.c3d", walks, OddsRequest(side="left"))
    assert [name for name, _ in found.judged] == ["toe-in-5", "toe-in-10", "toe-out-10"]
    assert [odds.of_this_knee for _, odds in found.judged] == [True, True, False]
    assert repr(found).count("\n") == 2 and "toe-out-10" in found._repr_html_()
    # What is simulated, has plates, or cannot be said is no bare number in a notebook either.
    assert repr(found).count("SIMULATED") == 3 and repr(found).count("do not go by odds") == 3
    assert "SIMULATED" in found._repr_html_() and "<td>nobody can say</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("natural", "changed", "side", "words"),
    [
        ("natural.c3d", "natural.c3d", "left", "is named twice"),
        ("natural.c3d", "toe-in-10.c3d", "right", "is it the other knee?"),
        ("natural.c3d", "nobody.c3d", "left", "is not there"),
        ("natural.c3d", "toe-in-10.c3d", "both", "Say which knee"),
        ("natural.c3d", ".", "left", "is a folder with recordings"),
    ],
)
def test_one_line_and_no_odds(visit, natural, changed, side, words):
    with pytest.raises(FootwiseError) as refused:
        judge_walks(visit / natural, [visit / changed], OddsRequest(side=side))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_tells_nothing_of_this_knee_is_said_and_stops():
    with pytest.raises(
        FootwiseError, match=r"tells nothing of this knee.*78 of 100.*sideways lean of the shin"
    ) as refused:
        judge_changes(seen(error=20.0, **CAMERA), OddsRequest(side="left"))
    assert refused.value.kind is ErrorKind.REFUSAL
    with pytest.raises(FootwiseError, match="tells nothing of this knee"):
        judge_changes(seen(trunk_sway=1.0), OddsRequest(side="left"))


def test_walks_of_two_speeds_are_refused_and_of_unknown_ones_not(tmp_path):
    natural, turned = tmp_path / "natural.trc", tmp_path / "turned.trc"
    for speed in (1.09, 0.91, float("nan")):
        check_speeds(natural, 1.0, turned, speed)
    for speed in (1.11, 0.89):
        with pytest.raises(FootwiseError, match=r"turned\.trc: was walked at .* and natural\.trc at 1\.00 m/s"):
            check_speeds(natural, 1.0, turned, speed)


@pytest.mark.parametrize("peak", [0.0, -2.0, 30.0, float("nan")])
def test_a_peak_that_nobody_has_is_refused(peak):
    with pytest.raises(FootwiseError, match=r"`baseline_pct_bwht`: is"):
        fw.odds(seen(**CAMERA), baseline_pct_bwht=peak)


def test_the_verb_takes_changes_and_its_report_is_the_page(tmp_path):
    found = fw.odds(seen(**CAMERA), baseline_pct_bwht=2.5)
    assert isinstance(found, WalkOdds) and found.odds.enough == pytest.approx(0.125)
    page = fw.report(found, tmp_path / "odds.html")
    assert f"about {round(100 * found.odds.p_fall)} carried less load" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"changed": "toe_in.trc"}, "`changed`: is said by the changes themselves"),
        ({"baseline_pct_bwht": "large"}, "`baseline_pct_bwht`: is 'large'"),
    ],
)
def test_the_verb_says_what_does_not_fit(arguments, words):
    with pytest.raises(FootwiseError, match=words):
        fw.odds(seen(**CAMERA), **arguments)
    with pytest.raises(FootwiseError, match="`side`: is not said"):
        fw.odds("natural.trc", "toe_in.trc")


def table(path, knees, rng, *, turned=-9.6, columns=("tibia_tilt", "pelvic_list"), fell=None):
    """A laboratory's table: falls hang on the shin's lean."""
    tilt, pelvis = 2 + rng.normal(size=knees), rng.normal(size=knees)
    falls = 0.2 + 0.15 * (tilt - 2) + 0.15 * rng.normal(size=knees) if fell is None else fell
    rows = [",".join(("person", "kam_peak1_fall_pct_bwht", "foot_progression_angle", *columns))]
    values = {"tibia_tilt": tilt, "pelvic_list": pelvis}
    for k in range(knees):
        angle = turned + 0.5 * rng.normal()
        rows.append(
            ",".join([f"P{k // 2}", f"{falls[k]:.4f}", f"{angle:.3f}", *(f"{values[c][k]:.3f}" for c in columns)])
        )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_laboratory_refits_it_on_its_own_table(tmp_path):
    trained = train_odds(table(tmp_path / "ours.csv", 120, np.random.default_rng(1)))
    assert trained.people == 60 and trained.model.knees == 120 and trained.own.knees == 120
    assert trained.model.names == ("pelvic_list", "tibia_tilt", "foot_progression_angle")
    assert trained.own.r2 == pytest.approx(0.5, abs=0.15) and trained.own.log_gain > 0
    # The shin leans for the better in the 107 as well.
    assert trained.of_the_107.r2 > 0.2
    said = trained.sentences()
    assert said[0] == "120 knees of 60 people, 3 variables"
    assert said[3].startswith("The 107 people, each predicted by the others: R² 0.42")
    write_odds_model(trained, tmp_path / "ours.toml")
    odds = judge_changes(seen(**CAMERA), OddsRequest(side="left", model=tmp_path / "ours.toml"))
    assert odds.model.knees == 120 and "ours" in odds.model.source
    assert odds.used == ("pelvic_list", "tibia_tilt")


def test_what_cannot_be_learnt_is_said(tmp_path):
    rng = np.random.default_rng(2)
    trained = train_odds(table(tmp_path / "noise.csv", 60, rng, fell=0.2 + 0.3 * rng.normal(size=60)))
    assert trained.own.r2 < 0.1
    assert "does not surely tell more" in trained.sentences()[-1]


def test_rows_with_gaps_are_left_out_and_counted(tmp_path):
    path = table(tmp_path / "gaps.csv", 50, np.random.default_rng(3))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ","
    path.write_text("\n".join(lines), encoding="utf-8")
    trained = train_odds(path)
    assert trained.left_out == 1 and trained.model.knees == 49
    assert "1 row with a gap left out" in trained.sentences()[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kam_peak1_fall_pct_bwht", "fall", "has no column kam_peak1_fall_pct_bwht"),
        ("foot_progression_angle", "angle", "has no column foot_progression_angle"),
        ("tibia_tilt,pelvic_list", "shin,hip", "has none of the other variables"),
        ("\nP0,", "\nP0,much", "much"),
    ],
)
def test_a_table_that_does_not_do_is_refused_in_one_line(tmp_path, old, new, words):
    path = table(tmp_path / "ours.csv", 40, np.random.default_rng(4))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FootwiseError) as refused:
        train_odds(path)
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_a_fall_that_no_knee_has_is_refused(tmp_path):
    fell = np.full(40, 0.2)
    fell[7] = 20.0
    with pytest.raises(FootwiseError, match=r"20\.0.* as kam_peak1_fall_pct_bwht in row 8"):
        train_odds(table(tmp_path / "ours.csv", 40, np.random.default_rng(4), fell=fell))


def test_too_few_people_and_mixed_directions_are_refused(tmp_path):
    rng = np.random.default_rng(5)
    with pytest.raises(FootwiseError, match="20 complete rows"):
        train_odds(table(tmp_path / "few.csv", 20, rng))
    with pytest.raises(FootwiseError, match="less than 3°, or in and out"):
        train_odds(table(tmp_path / "small.csv", 40, rng, turned=-2.0))


def test_a_model_of_other_people_says_so_on_the_page(tmp_path):
    trained = train_odds(table(tmp_path / "ours.csv", 60, np.random.default_rng(6)))
    write_odds_model(trained, tmp_path / "ours.toml")
    found = fw.odds(seen(**CAMERA), model=tmp_path / "ours.toml")
    assert "come from a laboratory's own people" in found.page()
    assert "come from a laboratory's own people" not in fw.odds(seen(**CAMERA)).page()


def test_the_request_s_model_is_that_of_the_107_without_one():
    assert judge_changes(seen(**CAMERA), OddsRequest(side="left")).model == published_model()
    assert replace(seen(), side="right").side == "right"


def test_thirty_complete_knees_are_enough(tmp_path):
    """Each person is left out in turn, and the others are then fewer than thirty."""
    trained = train_odds(table(tmp_path / "ours.csv", 30, np.random.default_rng(7)))
    assert trained.model.knees == 30 and trained.own.knees == 30


def test_the_only_knee_whose_load_rose_does_not_score_without_end(tmp_path):
    fell = np.full(40, 0.2) + 0.05 * np.random.default_rng(8).normal(size=40)
    fell[7] = -0.2
    trained = train_odds(table(tmp_path / "ours.csv", 40, np.random.default_rng(8), fell=fell))
    assert np.isfinite([trained.own.log_gain, trained.own.log_gain_se]).all()
    assert not any("inf" in line or "nan" in line for line in trained.sentences())


def changed_table(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


def test_gaps_as_statistics_programs_write_them_are_gaps(tmp_path):
    path = table(tmp_path / "ours.csv", 40, np.random.default_rng(9))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",NA"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert train_odds(path).left_out == 1


def test_a_column_of_no_known_name_is_said(tmp_path):
    path = changed_table(table(tmp_path / "ours.csv", 40, np.random.default_rng(9)), "pelvic_list", "pelvic_lst")
    assert any("pelvic_lst" in remark for remark in train_odds(path).remarks)


def test_signs_and_units_unlike_those_of_the_107_are_asked_about(tmp_path):
    rng = np.random.default_rng(10)
    assert train_odds(table(tmp_path / "right.csv", 60, rng)).remarks == ()
    rises = train_odds(table(tmp_path / "rises.csv", 60, rng, fell=-0.2 + 0.1 * rng.normal(size=60)))
    assert any("positive where it falls?" in remark for remark in rises.remarks)
    path = table(tmp_path / "signs.csv", 60, rng)
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    for scale, words in ((-1, "is the sign right?"), (np.pi / 180, "is the unit right?")):
        rows = [[*line[:3], f"{float(line[3]) * scale:.5f}", *line[4:]] for line in lines[1:]]
        path.write_text("\n".join(",".join(row) for row in [lines[0], *rows]), encoding="utf-8")
        assert any(remark.startswith("tibia_tilt") and words in remark for remark in train_odds(path).remarks)
    out = train_odds(table(tmp_path / "out.csv", 60, rng, turned=9.6)).sentences()
    assert any("was turned out in this table" in line for line in out)


def test_a_knee_that_stands_there_twice_and_a_person_with_three_are_noticed(tmp_path):
    path = table(tmp_path / "ours.csv", 40, np.random.default_rng(11))
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    path.write_text("\n".join([*lines, lines[1].replace("P0,", "P99,")]), encoding="utf-8")
    assert any("1 row the same as another" in remark for remark in train_odds(path).remarks)
    path.write_text(text.replace("P1,", "P0,"), encoding="utf-8")
    with pytest.raises(FootwiseError, match="4 rows of the person 'P0'"):
        train_odds(path)


def test_a_model_of_toe_out_says_nothing_of_toe_in_and_no_wrong_word(tmp_path):
    trained = train_odds(table(tmp_path / "out.csv", 60, np.random.default_rng(12), turned=9.6))
    write_odds_model(trained, tmp_path / "out.toml")
    said = judge_changes(seen(**CAMERA), OddsRequest(side="left", model=tmp_path / "out.toml"))
    assert "turned in: of this knee" in fw.odds(seen(**CAMERA), model=tmp_path / "out.toml").sentences()[0]
    assert not said.of_this_knee


def test_one_step_a_walk_is_no_quiet_answer():
    few = fw.odds(replace(seen(**CAMERA), steps_natural=1, steps_changed=2))
    assert any("1 natural step and 2 changed steps" in line for line in few.sentences())
    assert not any("natural step" in line for line in fw.odds(seen(**CAMERA)).sentences())


def test_walks_in_the_wrong_order_are_told_by_their_names(visit):
    asked = OddsRequest(side="left")
    with pytest.raises(FootwiseError, match=r"toe-in-10\.c3d: stands where the natural walk belongs"):
        judge_walks(visit / "toe-in-10.c3d", [visit / "natural.c3d"], asked)
    with pytest.raises(FootwiseError, match="its name says toe-out"):
        judge_walks(visit / "toe-out-10.c3d", [visit / "toe-in-10.c3d"], asked)
    copied = visit / "toe_in_b.c3d"
    copied.write_bytes((visit / "toe-out-10.c3d").read_bytes())
    said = judge_walks(visit / "natural.c3d", [copied], asked).sentences()
    assert any("toe_in_b.c3d says toe-in, and the left foot was turned out" in line for line in said)
