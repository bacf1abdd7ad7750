"""Live markers against the same markers offline: the treadmill sample, frame by frame as it would stream."""

from collections.abc import Iterator

import numpy as np
from markdown_table import markdown_table

from footwise.coaching.marker_tracker import MarkerTracker
from footwise.coaching.sources.marker_frames import MarkerFrames
from footwise.foot_sensor.live import Stride
from footwise.loads import Walk, analyse_walk
from footwise.recordings import SIDES, Recording, read_recording
from footwise.samples import sample_path

HEADER = (
    "foot",
    "steps offline",
    "the same live",
    "mean difference",
    "SD of it",
    "known after contact",
    "before the off",
)
# A live stance and one of the recording are the same within this.
SAME_S = 0.1


def live_strides(recording: Recording) -> dict[str, list[Stride]]:
    """What the live path makes of each foot."""
    markers = recording.markers
    times = np.arange(markers.frames) / markers.rate_hz
    packets = MarkerFrames("sample", markers.labels, SIDES).packets(times, 1000.0 * markers.positions_m, 0.0)
    found = {}
    for packet in packets:
        update = MarkerTracker(packet.side).update
        found[packet.side] = [stride for row in packet.rows if (stride := update(*row)) is not None]
    return found


def pairs(walk: Walk, strides: list[Stride], side: str) -> tuple[int, np.ndarray]:
    """How many steps have an angle offline; difference, wait after contact and time before the off of those live."""
    steps = walk.steps[(walk.steps["side"] == side) & walk.steps["foot_progression_angle_deg"].notna()]
    rows = []
    for _, step in steps.iterrows():
        near = [one for one in strides if one.valid and abs((one.contact_s or 0.0) - step["contact_s"]) < SAME_S]
        for one in near[:1]:
            angle = one.foot_progression_angle_deg or 0.0
            difference = angle - step["foot_progression_angle_deg"]
            rows.append((difference, one.decided_s - step["contact_s"], step["off_s"] - one.decided_s))
    return len(steps), np.array(rows)


def table() -> Iterator[tuple[str, ...]]:
    """A row a foot, and one for both."""
    recording = read_recording(sample_path("treadmill") / "treadmill_events.c3d")
    walk, strides = analyse_walk(recording), live_strides(recording)
    each = {side: pairs(walk, strides[side], side) for side in SIDES}
    each["both"] = sum(count for count, _ in each.values()), np.concatenate([rows for _, rows in each.values()])
    for name, (count, rows) in each.items():
        difference, wait, left = rows.T
        yield (
            name,
            str(count),
            str(len(rows)),
            f"{difference.mean():+.2f}°",
            f"{difference.std(ddof=1):.2f}°",
            f"median {1000 * np.median(wait):.0f} ms, largest {1000 * wait.max():.0f} ms",
            f"{1000 * left.min():.0f} ms or more",
        )


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## Live markers against the same markers offline\n\n"
        "The treadmill sample, frame by frame as cameras stream it. Offline the contact comes from the force plates "
        "and the belt's direction from their edges; live both come from the markers, the contact with 0.2 s of what "
        "follows it, the length of stance from the last stances. The contact after which the angle is known is "
        "that of the plates. The tests send the same frames through a server of Qualisys' protocol and through Lab "
        "Streaming Layer.\n\n" + markdown_table(HEADER, list(table()))
    )
