"""Whether what `export_opensim` writes runs in OpenSim as written: markers, forces, external loads and all set-ups.

A model is made of the posture at one frame, OpenSim's tools run in an environment of their own, and the knee's force
that comes out is compared with the ground's: in single support a knee carries the body less shank and foot.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from reference_environment import ReferenceMissingError, environment

from footwise.jobs import export_opensim
from footwise.recordings import SIDES, read_recording
from footwise.recordings.opensim_export.files import opensim_axes
from footwise.samples import sample_path

PACKAGES = ("opensim==4.6", "numpy")
PROCESS = Path(__file__).with_name("opensim_process.py")
SHARES = {"pelvis": 0.678, "femur": 0.1, "tibia": 0.0465, "calcn": 0.0145}


def posture(recording, frame):
    """Origins of the segments and the markers on them at one frame, in OpenSim's axes."""
    markers = recording.markers
    here = {label: opensim_axes(markers[label][frame]) for label in markers.labels}
    here = {label: place for label, place in here.items() if np.isfinite(place).all()}
    by_role = {key: here[label] for key, label in recording.roles.items() if label in here}
    pelvis = np.mean([place for (_, role), place in by_role.items() if role.startswith("pelvis_")], axis=0)
    origins, parents, joints = {"pelvis": pelvis}, {"pelvis": "ground"}, {}
    for side, way in (("left", -1), ("right", 1)):
        s = side[0]
        hip = pelvis + np.array([0.0, -0.06, 0.085 * way])
        faces = [[(side, f"{face}_{joint}") for face in ("lateral", "medial")] for joint in ("epicondyle", "malleolus")]
        knee, ankle = (np.mean([by_role[key] for key in both if key in by_role], axis=0) for both in faces)
        origins |= {f"femur_{s}": hip, f"tibia_{s}": knee, f"calcn_{s}": ankle}
        parents |= {f"femur_{s}": "pelvis", f"tibia_{s}": f"femur_{s}", f"calcn_{s}": f"tibia_{s}"}
        joints |= {f"femur_{s}": f"hip_{s}", f"tibia_{s}": f"knee_{s}", f"calcn_{s}": f"ankle_{s}"}
    shank = [f"{face}_{joint}" for face in ("lateral", "medial") for joint in ("epicondyle", "malleolus")]
    on = {"pelvis_": "pelvis", **dict.fromkeys(shank, "tibia")}
    on |= dict.fromkeys(("heel", "toe", "fifth_metatarsal"), "calcn")
    worn = {}
    for (side, role), label in recording.roles.items():
        stem = next((body for start, body in on.items() if role.startswith(start)), None)
        if stem and label in here:
            body = stem if stem == "pelvis" else f"{stem}_{side[0]}"
            worn[label] = (body, (here[label] - origins[body]).tolist())
    children = {parent: child for child, parent in parents.items() if parent != "pelvis"}
    centres = {
        body: (0.43 * (origins[children[body]] - place)).tolist()
        if body in children
        else [0.0, 0.2 * (body == "pelvis"), 0.0]
        for body, place in origins.items()
    }
    return {
        "origins": {body: place.tolist() for body, place in origins.items()},
        "parents": parents, "joints": joints, "markers": worn, "centres": centres,
        "shares": {body: SHARES[body.partition("_")[0]] for body in origins}, "mass_kg": recording.person.mass_kg,
    }  # fmt: skip


def storage(path):
    """A table of OpenSim."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(k for k, line in enumerate(lines) if line.strip() == "endheader")
    rows = [line.split() for line in lines[end + 1 :] if line.strip()]
    return pd.DataFrame(np.array(rows[1:], dtype=float), columns=rows[0])


def call(interpreter, *words):
    done = subprocess.run([interpreter, PROCESS, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise ReferenceMissingError(" ".join((done.stderr or done.stdout).strip().splitlines()[-2:]))
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def main():
    interpreter = environment("opensim", PACKAGES)
    recording = read_recording(sample_path("treadmill", quiet=True) / "treadmill_events.c3d")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "posture.json").write_text(json.dumps(posture(recording, recording.markers.frames // 2)))
        call(interpreter, "model", home / "posture.json", home / "posture.osim")
        done = export_opensim(recording, home / "out", model=home / "posture.osim")
        print(f"forces known from {done.first_s:.2f} to {done.last_s:.2f} s of {done.duration_s:.2f} s")
        print(f"ran: {call(interpreter, 'run', home / 'out', recording.name)}")
        results = home / "out" / "results"
        reaction = storage(next(results.glob("*JointReaction*ReactionLoads.sto")))
        ground = storage(home / "out" / f"{recording.name}_forces.mot")
        weight = recording.person.mass_kg * 9.81
        for side in SIDES:
            column = next(c for c in reaction.columns if c.startswith(f"knee_{side[0]}") and c.endswith("_fy"))
            stem = column.removesuffix("y")
            force = np.linalg.norm(reaction[[stem + axis for axis in "xyz"]], axis=1) / weight
            pushed = np.interp(reaction["time"], ground["time"], ground[f"{side}_ground_force_vy"]) / weight
            single = pushed > 0.9
            print(
                f"{side} knee in single support: {np.median(force[single]):.3f} body weights, "
                f"the ground {np.median(pushed[single]):.3f}"
            )


if __name__ == "__main__":
    try:
        main()
    except ReferenceMissingError as error:
        print(f"OpenSim {error}")
