"""One phone alone on real clips: the side view, and single cameras of the four-camera clip from in front and behind."""

from pathlib import Path

import numpy as np
from markdown_table import markdown_table
from phone_video_cameras import calibration, clips, four_cameras, measured

from footwise.errors import FootwiseError
from footwise.gait.film import view_of, walk_past_phone, walk_towards_phone
from footwise.notes import NoteKind
from footwise.samples import sample_path
from footwise.video.people import choose_person, people_in_clip

STRIDE_S, PEAK_DEG = (1.20, 1.23), (60.0, 75.0)
STEP_HEADER = ("foot", "contact", "stride", "most knee flexion in swing", "used")
PEOPLE_HEADER = ("person, from left to right", "seen", "what `walk_past_phone` says")
SINGLE_HEADER = ("camera", "stands, from the calibration", "taken for", "`footwise video` without a floor",
                 "with the calibration", "left foot off, right contact, beside four cameras")  # fmt: skip


def side_clip() -> Path:
    """The clip of the sample "side-view"."""
    return sample_path("side-view") / "demo.mp4"


def said(text: str) -> str:
    """The first words of a message, up to the reason."""
    return text.split(". ")[0]


def side_rows() -> tuple[list[tuple[str, ...]], str]:
    """Every step of the walker, and what the clip comes to."""
    walk = measured([side_clip()]).walk
    steps = walk.steps
    rows = [
        (
            str(steps.side[k]),
            shown(steps.contact_s[k], "{:.2f} s"),
            shown(steps.stride_s[k], "{:.2f} s"),
            shown(steps.knee_flexion_peak_deg[k], "{:.0f}°"),
            "yes" if steps.used[k] else f"no: {steps.fault[k]}",
        )
        for k in range(len(steps))
    ]
    verdicts = []
    for what, values, (low, high), form in (
        ("strides", steps.stride_s[steps.used], STRIDE_S, "{:.2f}"),
        ("knee flexion peaks", steps.knee_flexion_peak_deg[steps.used], PEAK_DEG, "{:.0f}"),
    ):
        known = values[np.isfinite(values)]
        rounded = np.array([float(form.format(value)) for value in known])
        inside = int(((rounded >= low) & (rounded <= high)).sum())
        unit = " s" if what == "strides" else "°"
        numbers = [form.format(value) for value in (known.min(), known.max(), np.median(known), low, high)]
        verdicts.append(
            "{} {} {} to {}{unit}, median {}{unit} (aim {} to {}{unit}: {} of {} in it)".format(
                len(known), what, *numbers, inside, len(known), unit=unit
            )
        )
    chosen = next((note.text for note in walk.notes if note.kind is NoteKind.CHOICE), "one person was found")
    verdict = f"{'; '.join(verdicts)}. Cadence {walk.cadence_per_min:.0f} steps a minute. Choice: {chosen}."
    return rows, f"{verdict} Of the foot angle it says: *{said(walk.refusals[0])}*."


def shown(value: float, form: str) -> str:
    """A number, or nothing where it is not known."""
    return form.format(value) if np.isfinite(value) else ""


def people_rows() -> list[tuple[str, ...]]:
    """Everybody found in the side clip, measured as if asked for."""
    people = people_in_clip(side_clip())
    rows = []
    for number, person in enumerate(people, start=1):
        there = person.time_s[np.isfinite(person.points_px[:, 0, 0])]
        try:
            steps = walk_past_phone(choose_person(people, number)).steps
            outcome = f"{steps.used.sum()} used steps of {len(steps)}"
        except FootwiseError as error:
            outcome = f"refused: {error.trouble}"
        rows.append((str(number), f"{there[0]:.1f} to {there[-1]:.1f} s", outcome))
    return rows


def single_rows() -> tuple[list[tuple[str, ...]], set[str]]:
    """Each camera of the four-camera clip alone, with its own people and calibration, and why it has no angle."""
    together = four_cameras()
    reference = together.walk.steps
    off_s = reference.off_s[(reference.side == "left") & reference.used][0]
    contact_s = reference.contact_s[(reference.side == "right") & reference.used][0]
    reference_per_min = four_cameras_per_min()
    pelvis = np.nanmedian(together.walk.motion.pelvis, axis=0)
    rows: list[tuple[str, ...]] = []
    refusals: set[str] = set()
    for clip, camera, landmarks, shift in zip(
        clips(), together.cameras, together.clips, together.clock.shift_s, strict=True
    ):
        # The walk leads along x.
        x, y = (camera.position_m - pelvis)[:2]
        seen = view_of(landmarks)
        try:
            walk = measured([clip], calibration=calibration()).walk
            refusals |= {said(refusal) for refusal in walk.refusals}
            outcome = f"angle: {walk.label or 'none'}; steps with times: {walk.steps.used.sum()}"
            apart = []
            for side, times, true in (("left", walk.steps.off_s, off_s), ("right", walk.steps.contact_s, contact_s)):
                mine = times[(walk.steps.side == side) & np.isfinite(times)] + shift
                apart.append(f"{1000 * (mine[np.argmin(np.abs(mine - true))] - true):+.0f}" if len(mine) else "none")
            times = f"{' and '.join(apart)} ms"
        except FootwiseError as error:
            outcome, times = f"refused: {error.trouble}", ""
        rows.append(
            (
                clip.stem,
                f"{abs(np.degrees(np.arctan2(y, x))):.0f}° from straight in front",
                f"{seen.kind} ({seen.angle_deg:.0f}°, certainty {seen.certainty:.2f})",
                without_floor(clip, reference_per_min),
                outcome,
                times,
            )
        )
    return rows, refusals


def four_cameras_per_min() -> float:
    """Steps a minute of the clip's one step, from the off of the right foot to that of the left."""
    steps = four_cameras().walk.steps
    right, left = (steps.off_s[(steps.side == side) & np.isfinite(steps.off_s)] for side in ("right", "left"))
    return float(60 / (left[0] - right[0]))


def without_floor(clip: Path, reference_per_min: float) -> str:
    """What `footwise video` says of a clip alone: steps a minute, beside those of the four cameras."""
    try:
        walk = measured([clip]).walk
    except FootwiseError as error:
        return f"refused: {error.trouble}"
    off = 100 * (walk.cadence_per_min / reference_per_min - 1)
    return f"{walk.cadence_per_min:.1f} steps a minute ({off:+.1f} %); angle: {walk.label or 'none'}"


def not_standing() -> str:
    """What a walk that is given as its own neutral stance is told."""
    walk = four_cameras()
    try:
        walk_towards_phone(walk.clips[1], walk.cameras[1], neutral=walk.clips[1])
    except FootwiseError as error:
        return f"is refused ({error.trouble})"
    return "is TAKEN"


def part() -> str:
    """The sections of docs/validation.md."""
    steps, verdict = side_rows()
    singles, refusals = single_rows()
    return (
        "## Phone video: one phone from the side\n\n`demo.mp4` of the sample `side-view`: a woman walks past and out "
        "of the picture, 30 pictures a second (33 ms), while a man on a roof jumps on the spot, steps aside, dives "
        "off, and runs away. No reference was recorded: the aims are what a first study of the same clip found with "
        f"the same pose model, so they show that nothing was lost, not that it is right.\n\n{verdict}\n\n"
        + markdown_table(STEP_HEADER, steps)
        + "\nEverybody in the clip, asked for by number. Who jumps is no walker (1), nor is who runs behind a tree "
        "before a whole stance was seen (2, the same man):\n\n"
        + markdown_table(PEOPLE_HEADER, people_rows())
        + "\n## Phone video: one phone in front or behind\n\nEach camera of the four-camera clip alone. Nobody stood "
        "still in it, so a foot angle must be refused, and is; a walk that is given as its own neutral stance "
        f"{not_standing()}. How good the angle of a real person after a real neutral stance is was **not measured**: "
        "no such clip was found. The times can only be compared with those of the four cameras.\n\n"
        + markdown_table(SINGLE_HEADER, singles)
        + "\nWithout a floor the aim is the cadence within 3 % of the four cameras' "
        f"{four_cameras_per_min():.1f} steps a minute; the clip shows one step and no stride. "
        + f"With the calibration it says: *{'*; *'.join(sorted(refusals))}*. One phone times a foot by when it moves "
        "over the floor, several phones by where it is against the pelvis: in this clip its contacts come later.\n"
    )
