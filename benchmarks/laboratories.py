"""Walks of other laboratories, from ../shared/recordings: what is measured beside what is known, and what is refused.

They are not part of the repository. Where they are not at hand the page keeps what it says of them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from markdown_table import markdown_table

from footwise.errors import FootwiseError
from footwise.gait import clock_lag, filtered_motion, find_steps, kinematic_events, plate_loads
from footwise.loads import Walk, against_stored, analyse_walk, find_shank
from footwise.recordings import SIDES, Recording, read_recording
from footwise.recordings.missing_forces import shifted_later
from footwise.samples import sample_path

SHARED = Path(os.environ.get("FOOTWISE_SHARED", Path(__file__).parents[2] / "shared"))
RECORDINGS, CASES = SHARED / "recordings", SHARED / "cases"

# What a user of these laboratories would write for labels that are the laboratory's own.
CLINIC_C = """
heel = "{S}HEE"
toe = "{S}LA_TOE"
lateral_malleolus = "{S}ANK"
medial_malleolus = "{S}Med_ank"
lateral_epicondyle = "{S}KNE"
medial_epicondyle = "{S}Med_kn"
shank = ["{S}FIB", "{S}TIB"]
pelvis = ["SACR", "RASI", "LASI"]
"""
WRONG_CORNERS = """
heel = "{S}CAL"
toe = "{S}MT5"
lateral_malleolus = "{S}MALL"
medial_malleolus = "{S}MALM"
lateral_epicondyle = "{S}FCL"
medial_epicondyle = "{S}FCM"
pelvis = ["RASI", "LASI", "RPSI", "LPSI"]
"""


@dataclass(frozen=True)
class Given:
    """A recording and what a user types beside its name.

    Attributes
    ----------
    name : str
        Under ``../shared/recordings``.
    static : str
        Name of the standing trial; empty without.
    marker_map : str
        Text of a map; empty where the labels are known.
    mass_kg, height_m : float or None
        Where the file does not say them.
    stored : bool
        Whether its own model's knee moment is in the file.
    """

    name: str
    static: str = ""
    marker_map: str = ""
    mass_kg: float | None = None
    height_m: float | None = None
    stored: bool = False

    @property
    def said(self) -> str:
        """What is given beside the file, for the table."""
        parts = [
            "standing trial" if self.static else "",
            "map" if self.marker_map else "",
            f"{self.mass_kg:g} kg" if self.mass_kg else "",
            f"{self.height_m:g} m" if self.height_m else "",
        ]
        return ", ".join(filter(None, parts)) or "the file alone"


ONE_PERSON = tuple(
    Given(f"one_person_toe_in_toe_out/{name}.trc", "one_person_toe_in_toe_out/static1.trc", "", 62.6, 1.68)
    for name in ("walking1", "walking2", "walkingTI1", "walkingTO1")
)
CHILDREN = tuple(
    Given(f"walkway_children/P{k}_{kind}.c3d", stored=kind == "straight")
    for k in (1, 2, 3)
    for kind in ("straight", "turn")
)
WALKS = (
    *ONE_PERSON,
    *CHILDREN,
    Given("three_clinics/A_walk.c3d", "three_clinics/A_static.c3d", stored=True),
    Given("three_clinics/B_walk1.c3d", stored=True),
    Given("three_clinics/B_walk2.c3d", stored=True),
    Given("three_clinics/C_walk.c3d", "three_clinics/C_static.c3d", CLINIC_C, 40.0, 1.45),
    Given("cgm2_walkway/walk.c3d.zip", stored=True),
    Given("small_four_plates/walk.c3d", stored=True),
    Given("child_type1_plates/walk1.c3d"),
    Given("child_type1_plates/walk2.c3d"),
    Given("wrong_plate_corners/walk.c3d", "", WRONG_CORNERS, 62.7, 1.75),
)
FORMATS = tuple(Given(f"format_zoo/{name}") for name in (
    "sgi_int.c3d", "sgi_real.c3d", "TYPE-2.C3D", "TYPE-4.C3D", "kyowadengyo.c3d"
))  # fmt: skip


def part() -> str | None:
    """The sections of docs/validation.md; None where the recordings are not at hand."""
    if not RECORDINGS.is_dir():
        return None
    sections: tuple[Callable[[], str], ...] = (
        every_recording,
        stored_moments,
        own_regression,
        one_person,
        turns,
        events_from_markers,
        clocks,
        faulty_inputs,
    )
    intro = (
        "## Recordings of other laboratories\n\nPublic walks of eight laboratories, five files of the C3D format's own "
        "test set, named by folder. They are not part of the repository; who recorded them: nimblephysics (OpenCap), "
        "biomechzoo, C3D-parser, kineticstoolkit, python-gaitalytics, auto-lowerlimb-models-paper, rtosim, "
        "pyc3dserver_examples.\n"
    )
    return "\n".join([intro, *(section() for section in sections)])


@cache
def read(given: Given, *, with_static: bool = True) -> Recording:
    """Read one as its user would."""
    path = RECORDINGS / given.name
    forces = path.with_name(f"{path.stem}_grf.mot")
    with tempfile.TemporaryDirectory() as folder:
        marker_map = None
        if given.marker_map:
            marker_map = Path(folder) / "map.toml"
            marker_map.write_text(given.marker_map, encoding="utf-8")
        return read_recording(
            path,
            static=RECORDINGS / given.static if given.static and with_static else None,
            forces=forces if forces.exists() else None,
            marker_map=marker_map,
            mass_kg=given.mass_kg,
            height_m=given.height_m,
        )


def measured(given: Given) -> Walk:
    """Measure one; foot angles alone where mass or height is known to nobody."""
    recording = read(given)
    person = recording.person
    alone = bool(recording.plates) and (person.mass_kg is None or person.height_m is None)
    return analyse_walk(recording, angles_only=alone)


def refusal(error: FootwiseError) -> str:
    """What a refusal says, without the folder of this machine."""
    return f"refused: {error}".replace(f"{RECORDINGS}/", "").replace(f"{CASES}/", "")


def every_recording() -> str:
    """What each recording gives, or why it is refused."""
    rows = []
    for given in (*WALKS, *FORMATS):
        try:
            walk = measured(given)
        except FootwiseError as error:
            rows.append((given.name, given.said, refusal(error), "", "", ""))
            continue
        steps = walk.steps
        whole = ~steps["reason"].str.startswith("cut by")
        cells = []
        for column, digits in (("foot_progression_angle_deg", 0), ("kam_peak1_pct_bwht", 2)):
            means = [steps[steps["used"] & (steps["side"] == side)][column].mean() for side in SIDES]
            cells.append(" / ".join("–" if np.isnan(mean) else f"{mean:.{digits}f}" for mean in means))
        counts = " / ".join(
            f"{int((steps['used'] & mine).sum())} of {int((mine & whole).sum())}"
            for mine in (steps["side"] == side for side in SIDES)
        )
        said = sorted({str(reason).split(":")[0] for reason in steps[~steps["used"] & whole]["reason"]})
        rows.append((given.name, given.said, counts, *cells, "; ".join(said)))
    header = (
        "recording", "beside it", "used, left / right of whole steps", "foot angle, °", "KAM peak 1, %BW·ht", "left out"
    )  # fmt: skip
    return (
        "### Each recording\n\nSteps cut by an end of the recording have a row each, too, and are not counted here. "
        "A mean is of used steps, left / right.\n\n" + markdown_table(header, rows)
    )


def stored_moments() -> str:
    """The knee adduction moment against the one that the laboratory's model stored."""
    rows = []
    for how, like in (("Footwise", ""), ("like Plug-in Gait", "plug-in-gait")):
        tables = []
        for given in WALKS:
            if given.stored:
                # Knees by the stored centres, not by the standing trial: the moments are then of one knee.
                tables.append(against_stored(analyse_walk(read(given, with_static=False), like=like)))
                rows.append((given.name, how, *agreement(tables[-1])))
        rows.append(("**all**", how, *agreement(pd.concat(tables))))
    return (
        "### Against the moments stored in the files\n\nBy the stored joint centres and axes; every used contact. "
        "Footwise as it is (lever arm, 8 Hz), and with `--like plug-in-gait`.\n\n"
        + markdown_table(
            ("recording", "how", "contacts", "lowest r", "median r", "median RMSE, N·m/kg", "wrong sign"), rows
        )
    )


def agreement(table: pd.DataFrame) -> tuple[str, ...]:
    """How far two moments are apart, in words for a table."""
    if table.empty:
        return ("0", "", "", "", "")
    wrong = int((np.sign(table["peak_nm_kg"]) != np.sign(table["stored_peak_nm_kg"])).sum())
    r = table["correlation"]
    return (str(len(table)), f"{r.min():.3f}", f"{r.median():.3f}", f"{table['rmse_nm_kg'].median():.3f}", str(wrong))


def own_regression() -> str:
    """Knee centre and flexion axis by our own regression where the stored ones are taken away."""
    rows = []
    for given in WALKS:
        if not given.stored:
            continue
        recording = read(given, with_static=False)
        bare = replace(recording, modelled=None, stored_moments={})
        apart, turned = [], []
        for side in SIDES:
            stored = find_shank(recording, filtered_motion(recording), side)
            own = find_shank(bare, filtered_motion(bare), side)
            apart.append(np.nanmedian(np.linalg.norm(own.knee_centre_m - stored.knee_centre_m, axis=1)) * 1000)
            between = np.einsum("ij,ij->i", own.medial, stored.medial)
            turned.append(np.nanmedian(np.degrees(np.arccos(np.clip(between, -1, 1)))))
        rows.append((given.name, *(f"{max(values):.1f}" for values in (apart, turned))))
    return (
        "### Plug-in Gait's regression, where the stored outputs are taken away\n\nThe worse leg.\n\n"
        + markdown_table(("recording", "knee centre, mm", "flexion axis, °"), rows)
    )


def one_person() -> str:
    """Natural, toe-in and toe-out of one person, beside OpenSim's joint reaction of the same laboratory."""
    known = {"walking1": 3.03, "walking2": 3.03, "walkingTI1": 2.50, "walkingTO1": 2.97}
    rows = []
    for given in ONE_PERSON:
        steps = measured(given).steps.query("used")
        name = Path(given.name).stem
        for side in SIDES:
            mine = steps[steps["side"] == side]
            rows.append(
                (
                    name,
                    side,
                    *(
                        f"{mine[column].mean():.{digits}f}"
                        for column, digits in (
                            ("foot_progression_angle_deg", 1),
                            ("kam_peak1_pct_bwht", 2),
                            ("kam_peak2_pct_bwht", 2),
                        )
                    ),
                    f"{known[name]:.2f}" if side == "left" else "",
                )
            )
    return (
        "### One person, natural, toe-in and toe-out\n\nTrimmed to the plates, the medial markers only in the standing "
        "trial. OpenSim's values are means of the laboratory's trials by its own knee; of toe-in only this one "
        "trial is at hand, whose left foot stood at -18°, and the laboratory's mean is said to be at -12°.\n\n"
        + markdown_table(
            ("trial", "side", "foot angle, °", "KAM peak 1, %BW·ht", "KAM peak 2", "OpenSim, KAM peak 1"), rows
        )
    )


def turns() -> str:
    """Foot angles of used steps in a turn against the same child's straight walk."""
    rows = []
    for straight, turn in zip(CHILDREN[::2], CHILDREN[1::2], strict=True):
        there, bent = (analyse_walk(read(given), angles_only=True).steps for given in (straight, turn))
        usual = there[there["used"]].groupby("side")["foot_progression_angle_deg"].mean()
        used = bent[bent["used"]]
        off = (used["foot_progression_angle_deg"] - used["side"].map(usual)).abs()
        whole = ~there["reason"].str.startswith("cut by")
        rows.append(
            (
                Path(turn.name).stem,
                str(int(bent["reason"].str.startswith("turning").sum())),
                str(len(used)),
                f"{off.max():.1f}" if len(off) else "–",
                f"{int(there[whole]['used'].sum())} of {int(whole.sum())}",
            )
        )
    return "### Turns\n\n" + markdown_table(
        ("walk with a turn", "left out as turning", "used", "largest difference of angle, °", "straight walk, used"),
        rows,
    )


def events_from_markers() -> str:
    """Contacts and offs from markers alone against the plates."""
    found = {"contact": [], "off": []}
    false = 0
    recordings = [read(given) for given in WALKS if not given.name.startswith("wrong")]
    recordings.append(read_recording(sample_path("treadmill") / "treadmill_events.c3d"))
    for recording in recordings:
        motion = filtered_motion(recording)
        steps, events = find_steps(recording, motion, plate_loads(recording)), kinematic_events(recording, motion)
        end = recording.markers.duration_s
        for column, (kind, times) in enumerate((("contact", steps.contact_s), ("off", steps.off_s))):
            for side in motion.sides:
                own = getattr(events[side], f"{kind}_s")
                for time in times[(steps.side == side) & steps.by_plate[:, column]]:
                    if 0.5 / motion.rate_hz < time < end:  # what the recording shows
                        near = own[np.abs(own - time) < 0.2]
                        found[kind].append(near[np.argmin(np.abs(near - time))] - time if len(near) else np.nan)
        for side, start, stop in zip(steps.side, steps.contact_s, steps.off_s, strict=True):
            own = np.concatenate((events[side].contact_s, events[side].off_s))
            false += int(((own > start + 0.1) & (own < stop - 0.1)).sum())
    rows = []
    for kind, apart in found.items():
        late = np.array(apart) * 1000
        missed = int(np.isnan(late).sum())
        rows.append((kind, str(len(late)), f"{np.nanmean(late):+.0f} ± {np.nanstd(late):.0f}", str(missed), str(false)))
    return (
        "### Contacts and offs from markers alone, against the plates\n\nAll walks above and the treadmill sample. "
        "False: in the middle of a stance that plates saw whole.\n\n"
        + markdown_table(("event", "seen by plates", "markers later, ms (mean ± SD)", "missed", "false"), rows)
    )


def clocks() -> str:
    """The lag between forces and markers: as recorded, and after the forces were shifted."""
    rows = []
    for given in WALKS:
        if given.name.startswith("wrong"):
            continue
        recording = read(given)
        motion = filtered_motion(recording)
        cells, refused = [], 0
        shifts = (0.0, 0.06, -0.06, 0.1, -0.1)
        for late in shifts:
            plates = tuple(shifted_later(plate, recording.plate_rate_hz, late) for plate in recording.plates)
            shifted = replace(recording, plates=plates)
            lag = clock_lag(shifted, motion, plate_loads(shifted))
            if lag is None:
                cells.append(np.nan)
                continue
            cells.append((lag.later_s + late) * 1000)
            refused += int(lag.too_large)
            if not late:
                as_recorded = f"{lag.later_s * 1000:+.0f} ± {lag.error_s * 1000:.0f}"
        rows.append((given.name, as_recorded, f"{np.nanmax(np.abs(cells)):.0f}", f"{refused} of {len(shifts) - 1}"))
    return (
        "### Two clocks\n\nForces shifted by ±60 and ±100 ms on purpose; a shift over 30 ms must be refused, none "
        "of the recordings as they are.\n\n"
        + markdown_table(("recording", "as recorded, ms", "largest error, ms", "shifted and refused"), rows)
    )


def faulty_inputs() -> str:
    """The small inputs that once went wrong."""
    if not CASES.is_dir():
        return ""
    rows = []
    for markers, forces in (
        ("walk", "walk_grf"),
        ("walk", "walk_grf_nan_point"),
        ("walk", "walk_grf_nan_force"),
        ("walk_starts_100ms_late", "walk_grf"),
        ("walk", "walk_grf_same_names"),
        ("walk_stray_label_first", "walk_grf"),
        ("walk_stray_label_last", "walk_grf"),
    ):
        name = f"{markers}.trc + {forces}.mot"
        try:
            recording = read_recording(
                CASES / f"{markers}.trc", forces=CASES / f"{forces}.mot", mass_kg=77.0, height_m=1.75
            )
            walk = analyse_walk(recording)
        except FootwiseError as error:
            rows.append((name, refusal(error), "", ""))
            continue
        used = walk.steps[walk.steps["used"]]
        reasons = walk.steps[~walk.steps["used"]]["reason"]
        said = [*sorted(set(reasons[~reasons.str.startswith("cut by")])), *(note.text for note in walk.notes)]
        left = used[used["side"] == "left"]
        rows.append(
            (
                name,
                f"{len(used)} steps used",
                f"{left['kam_peak1_pct_bwht'].mean():.2f}, {left['foot_progression_angle_deg'].mean():.1f}°",
                "; ".join(said),
            )
        )
    return (
        "### Small inputs that once went wrong\n\nThe sound one has a KAM peak 1 of 1.23 %BW·ht and a foot angle of "
        "2.9° (left).\n\n" + markdown_table(("input", "answer", "left: KAM peak 1, foot angle", "what is said"), rows)
    )
