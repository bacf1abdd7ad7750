"""Measure the accuracy and write docs/validation.md: everything (make validate), or only the parts named.

    python benchmarks/validate.py choosing trial

The other parts keep what the page says of them, and so does one whose recordings are not at hand.
"""

import sys
from pathlib import Path

import batch
import cartilage
import choosing
import clinic_backup
import foot_sensor_others
import laboratories
import live
import live_markers
import mutants
import odds
import odds_films
import odds_markers
import odds_sensors
import phone_tracker
import phone_video
import register
import sensor_quality
import sensor_sections
import treadmill

import trial
from footwise import __version__

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
PARTS = {
    "treadmill": treadmill.part,
    "laboratories": laboratories.part,
    "choosing": choosing.part,
    "odds": odds.part,
    "odds by markers": odds_markers.part,
    "odds by films": odds_films.part,
    "odds by sensors": odds_sensors.section,
    "sensor": sensor_sections.part,
    "sensors of other makers": foot_sensor_others.part,
    "sensor quality": sensor_quality.part,
    "live sessions": sensor_sections.sessions_part,
    "cues": live.part,
    "live markers": live_markers.part,
    "phone's browser": phone_tracker.part,
    "cartilage": cartilage.part,
    "video": phone_video.part,
    "trial": trial.part,
    "batch": batch.part,
    "register": register.part,
    "backup of the clinic": clinic_backup.part,
    "mutants": mutants.part,
}


def main(wanted: list[str]) -> None:
    """Measure and write the page."""
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; choose of: {', '.join(PARTS)}")
    measured = {name: measure() for name, measure in PARTS.items() if name in wanted or not wanted}
    # Read only now: somebody may have measured another part meanwhile.
    kept = stored_parts()
    lines = [
        f"# Validation\n\nWritten by `make validate` (Footwise {__version__}); nothing here is typed by hand. "
        "What could not be measured is named at the end.\n"
    ]
    for name in PARTS:
        lines.append(f"{mark(name)}\n{(measured.get(name) or kept.get(name, '')).strip()}\n")
    PAGE.write_text("\n".join([*lines, mark("limits"), LIMITS]), encoding="utf-8")
    print(f"Written: {PAGE}")


def mark(name: str) -> str:
    """The line before a part, which readers do not see."""
    return f"<!-- part: {name} -->"


def stored_parts() -> dict[str, str]:
    """What the page says now, by part."""
    pieces = PAGE.read_text(encoding="utf-8").split("<!-- part: ")[1:]
    return {name: text.strip() for name, _, text in (piece.partition(" -->") for piece in pieces)}


LIMITS = """## What was not measured

- No public recording has one person in all five conditions; conditions are simulated from one
  real walk of one person.
- No recording with an instrumented knee was used: nothing here says how far the moment is from the force in the joint.
- Of foot sensors beside markers there is one healthy person's straight walk: no toe-in or toe-out on purpose, no
  painful knee, no treadmill.
- No real phone carried the tracker of the phone's page: what a browser gives was made from recordings of sensors.
- Of phone video beside optical markers there is nothing: no public film has both. What was measured is how cameras
  agree on one healthy man for 1.7 s, the times of one woman from the side, and simulated phones with assumed errors.
- No film of a real neutral stance, of toe-in or toe-out on purpose, of two phones started by hand, or of a person with
  knee osteoarthritis was found: the angle from one phone, the change of an angle, and the clock of phones that were not
  in step were measured in simulation only.
- The knee centre is the largest unknown: the tables above give its effect per millimetre, not its error in a patient.
- Between days the moment is repeatable to about 0.36 %BW·ht (standard error of measurement, Birmingham 2007);
  nothing here was measured on two days.
"""


if __name__ == "__main__":
    main(sys.argv[1:])
