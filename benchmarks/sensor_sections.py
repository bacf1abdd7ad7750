"""What docs/validation.md says of foot sensors and of the live path."""

import tempfile
import time
from pathlib import Path

import foot_sensor_60_hz
import foot_sensor_limits
import foot_sensor_truth
import live
from markdown_table import markdown_table

import foot_sensor
from footwise.simulation import walk_course


def part() -> str:
    """The sections of docs/validation.md."""
    straight = foot_sensor.read_walk()
    return "\n".join(
        (
            foot_sensor_part(straight),
            foot_sensor_limits_part(straight),
            sixty_hertz_part(straight),
            calibrated_part(straight),
            simulated_foot_part(),
            other_walks_part(),
        )
    )


def sessions_part() -> str:
    """Sections on the live path, of which half are times: to be measured on a machine that does nothing else."""
    return "\n".join((live_part(), course_part()))


def foot_sensor_part(walk: foot_sensor.Walk) -> str:
    """Foot angles of a foot sensor against markers."""
    rows, remarks = foot_sensor.measure(walk)
    return (
        f"## A foot sensor beside optical markers\n\n`{walk.path.name}` of the sample `foot-sensors`: "
        f"{walk.sensors[0].time_s[-1]:.0f} s, one healthy person, a straight walk there and back, six axes, no "
        "magnetometer. The reference is heel to toe at mid-stance against the way of the heel over the stride. Only "
        "straight strides of the markers count, the same rule for every method. No sensor can see how it sits on the "
        "shoe, so one constant a foot is taken off: its mean error. SD and MAE (mean absolute error) are of the errors "
        "of single strides. Times are medians of several rounds in turns, for the whole recording of one foot in "
        "memory; gaitmap is warmed up and takes its own time; "
        "the ratio is to Footwise offline.\n\n"
        + markdown_table(foot_sensor.HEADER, rows)
        + "\n"
        + "\n".join(remarks)
        + "\n"
    )


def foot_sensor_limits_part(walk: foot_sensor.Walk) -> str:
    """What happens to the foot angle when the data lack something."""
    return (
        "## What a foot sensor's data may lack\n\nThe same walk, damaged on purpose; random losses in "
        f"{foot_sensor_limits.DRAWS} draws. A stride with a gap of over 30 ms (45 ms at 60 Hz) or with clipped "
        "samples is refused. "
        "Shorter losses stay in and cost accuracy. Live, a clipped sample or two go unnoticed unless the range of the "
        "sensor is given, which it is not here. The shift is that of the mean error, which a calibration with the "
        "same sensor would take off.\n\n"
        + markdown_table(foot_sensor_limits.HEADER, list(foot_sensor_limits.measure(walk)))
    )


def sixty_hertz_part(walk: foot_sensor.Walk) -> str:
    """Good and bad sensors of 60 Hz."""
    return (
        "## A foot sensor of 60 Hz\n\nThe same walk as radio sensors and phones of 60 samples a second would give it. "
        f"Where chance is in it, {foot_sensor_60_hz.DRAWS} draws; kept: of the strides with the whole data. The "
        "quality check is that of a session.\n\n"
        + markdown_table(foot_sensor_60_hz.HEADER, foot_sensor_60_hz.measure(walk))
        + "\nVelocity that is left at mid-stance is taken off evenly over the stride. Taking it off where acceleration "
        "jumps was tried: better beside these markers and on a healthy person's belt, worse on the belt of a person "
        "after a stroke, where angles and lengths scattered more, so it is not done.\n"
    )


def calibrated_part(walk: foot_sensor.Walk) -> str:
    """Absolute foot angles after *stand then walk*."""
    return (
        "## Stand, then walk: absolute foot angles\n\nThe same walk begins with a little standing, the feet not along "
        "the line of walking; the markers say by how much, as the person would. The offset is that of the sensor's own "
        "forward axis. What is left over is the mean error of the angles against the markers.\n\n"
        + markdown_table(foot_sensor_truth.CALIBRATED, list(foot_sensor_truth.calibrated(walk)))
    )


def simulated_foot_part() -> str:
    """Imposed angles against measured ones."""
    return (
        f"## Simulated feet: gain and spread\n\n{foot_sensor_truth.STRIDES} strides each with foot angles drawn from "
        "-15 to +15°, on a smooth foot and on one that moves as the recorded feet do "
        "([simulation](simulation.md)). Gain 1 is right; SD about the line.\n\n"
        + markdown_table(foot_sensor_truth.SIMULATED, list(foot_sensor_truth.simulated()))
    )


def other_walks_part() -> str:
    """What becomes of walks that are not straight and level."""
    return (
        "## Stairs, turns, multiple sclerosis\n\nThe other recordings of the sample, without markers: strides on "
        "stairs and in turns must be left out. What is used of the stairs' recordings are level strides before or "
        "after the stairs. The sensors of the two people with MS are badly calibrated: their gyroscope and gravity "
        "disagree by several degrees a stride, which the report says. Live, the stride before a stair is used, as "
        "nobody knows yet what comes; a recording leaves it out.\n\n"
        + markdown_table(foot_sensor_truth.OTHERS, list(foot_sensor_truth.others()))
    )


def live_part() -> str:
    """Speed and latency of the live path."""
    return (
        "## From sample to cue\n\nMeasured in real time while the samples came: from the moment at which the sample "
        "that decides a stride was taken to the moment at which the cue had been given. Over the network samples come "
        "in parcels of 20 ms, as from a sensor with a radio, so a sample can be 10 ms old before it is sent.\n\n"
        + markdown_table(live.HEADER, list(live.measure()))
    )


def course_part() -> str:
    """A simulated person through six sessions."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        sessions = walk_course(Path(folder))
        took = time.perf_counter() - begin
    rows = []
    for session in sessions:
        foot = session.feet[0]
        steps = foot.with_feedback.steps + foot.without_feedback.steps
        rows.append(
            (
                str(session.session),
                f"{100 * foot.with_feedback.steps / steps:.0f} %",
                f"{foot.achieved_change_deg:+.1f}°",
                f"{foot.retention_change_deg:+.1f}°",
                f"{foot.retention.in_band_pct:.0f} %",
                f"{foot.valid} of {foot.found}",
            )
        )
    walked = sum(session.walked_s for session in sessions)
    header = ("session", "steps with feedback", "change in practice", "change in retention", "of it in the band",
              "strides used")  # fmt: skip
    return (
        "## A simulated course of six sessions\n\nA simulated person who is asked for 10° more toe-in and learns from "
        "nothing but cues; how people learn is assumed ([simulation](simulation.md)), so this proves the loop from "
        f"sample to cue and back, not that people learn. Over Lab Streaming Layer's loop-back: {walked / 60:.0f} "
        f"minutes of walking in {took:.0f} s, {walked / took:.0f} times real time.\n\n" + markdown_table(header, rows)
    )
