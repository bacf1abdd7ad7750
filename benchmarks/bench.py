"""Speed as ratios measured in one run, and the figures that decide: all parts (make bench), or only those named.

python benchmarks/bench.py treadmill trial
"""

import statistics
import sys
import time
from collections.abc import Callable

import cartilage
import choosing
import clinic_upload
import ezc3d
import foot_sensor_limits
import foot_sensor_truth
import live
import phone_sensor
import phone_tracker
import phone_video_speed
import start_up
from phone_browser import chromium
from rich.console import Console
from rich.table import Table

import clinic
import foot_sensor
import trial
from footwise.loads import analyse_walk
from footwise.recordings import read_recording
from footwise.samples import sample_path


def seconds(job: Callable[[], object], times: int) -> list[float]:
    """Wall time of a job, several times over, after one unmeasured run."""
    job()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return taken


def interleaved(jobs: list[Callable[[], object]], times: int) -> list[list[float]]:
    """Wall times of several jobs in turns, so that a busy machine slows all of them alike."""
    for job in jobs:
        job()
    taken: list[list[float]] = [[] for _ in jobs]
    for _ in range(times):
        for job, into in zip(jobs, taken, strict=True):
            start = time.perf_counter()
            job()
            into.append(time.perf_counter() - start)
    return taken


def treadmill(console: Console) -> None:
    """From a C3D file to the table of steps."""
    path = sample_path("treadmill") / "treadmill_events.c3d"
    recording = read_recording(path)
    frames = recording.markers.frames
    whole, reference = interleaved(
        [lambda: analyse_walk(read_recording(path)), lambda: ezc3d.c3d(str(path), extract_forceplat_data=True)], 9
    )
    after = seconds(lambda: analyse_walk(recording), 15)

    median = statistics.median
    table = Table("what", "median", "best", "aim", title=f"{path.name}: {frames} frames, both legs, both methods")
    ratio = median(whole) / median(reference)
    table.add_row(
        "ezc3d: read and its own plates", f"{1e3 * median(reference):.0f} ms", f"{1e3 * min(reference):.0f} ms", ""
    )
    table.add_row("Footwise: file to steps table", f"{1e3 * median(whole):.0f} ms", f"{1e3 * min(whole):.0f} ms", "")
    table.add_row("ratio", f"{ratio:.2f}", f"{min(whole) / min(reference):.2f}", "at most 2")
    per_thousand = [1e6 * t / frames for t in after]
    table.add_row(
        "after reading, per 1,000 frames",
        f"{median(per_thousand):.1f} ms",
        f"{min(per_thousand):.1f} ms",
        "at most 25 ms",
    )
    console.print(table)
    foot_sensor.show(console, "From a cold start, processor time", start_up.HEADER, start_up.table())


def sensor(console: Console) -> None:
    """From the samples of a foot sensor to foot angles."""
    walk = foot_sensor.read_walk()
    foot_sensor.show(console, foot_sensor.title(walk), foot_sensor.HEADER, *foot_sensor.measure(walk))
    title = "The same walk with data that lack something"
    foot_sensor.show(console, title, foot_sensor_limits.HEADER, foot_sensor_limits.measure(walk))
    for title, header, rows in (
        ("Stand, then walk: absolute angles", foot_sensor_truth.CALIBRATED, foot_sensor_truth.calibrated(walk)),
        ("Simulated feet", foot_sensor_truth.SIMULATED, foot_sensor_truth.simulated()),
        (
            "Stairs, turns, multiple sclerosis",
            foot_sensor_truth.OTHERS[:-1],
            (row[:-1] for row in foot_sensor_truth.others()),
        ),
    ):
        foot_sensor.show(console, title, header, rows)


def coach(console: Console) -> None:
    """From a sample to a cue."""
    foot_sensor.show(console, "The live path", live.HEADER, live.measure())


def phone(console: Console) -> None:
    """The tracker that a phone's page runs."""
    if chromium() is None:
        console.print("There is no Chromium here: the phone's tracker is left out.")
        return
    foot_sensor.show(console, "The tracker in a phone's browser", phone_tracker.HEADER, phone_tracker.measure())
    foot_sensor.show(console, "A phone's browser as a foot sensor", phone_sensor.HEADER, phone_sensor.measure())


def relaxation(console: Console) -> None:
    """Relaxation maps of a digital phantom."""
    foot_sensor.show(console, "Relaxation maps of cartilage, one core", ("what", "measured", "aim"), cartilage.table())


def choice(console: Console) -> None:
    """Choosing a target for virtual people whose truth is known."""
    console.print(
        f"One person's model, probabilities and rules: {choosing.person_ms():.1f} ms of processor time (aim: under 50)"
    )
    for title, (header, rows) in choosing.measure().items():
        foot_sensor.show(console, f"Choosing: {title}", header, rows)


def trials(console: Console) -> None:
    """Errors and speed of the trial's analysis."""
    foot_sensor.show(console, "The analysis of a trial", trial.HEADER, trial.calibration())
    foot_sensor.show(console, "Simulated trials", trial.TIME_HEADER, trial.power_times())


def upload(console: Console) -> None:
    """A recording sent to the clinic."""
    foot_sensor.show(console, "The clinic: upload", clinic_upload.HEADER, clinic_upload.measure())


def video(console: Console) -> None:
    """From the pictures of phones to landmarks."""
    foot_sensor.show(console, "Phone video", phone_video_speed.HEADER, phone_video_speed.measure())


def pages(console: Console) -> None:
    """The clinic with 1,000 people and a million steps."""
    foot_sensor.show(console, "The clinic with 1,000 people and 1,000,000 steps", clinic.HEADER, clinic.table())


PARTS = {"treadmill": treadmill, "sensor": sensor, "coach": coach, "phone": phone, "cartilage": relaxation,
         "choosing": choice, "video": video, "upload": upload, "trial": trials, "clinic": pages}  # fmt: skip


def main(wanted: list[str]) -> None:
    """Measure and print."""
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; choose of: {', '.join(PARTS)}")
    console = Console()
    for name in wanted or PARTS:
        PARTS[name](console)


if __name__ == "__main__":
    main(sys.argv[1:])
