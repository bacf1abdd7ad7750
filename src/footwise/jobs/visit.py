"""A visit: from recordings of a person's five conditions to the target, and what has changed since an earlier one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from footwise.jobs.progress import Progress, counting, no_progress
from footwise.loads import NOTHING_SAID, HowToMeasure
from footwise.notes import NoteKind
from footwise.outputs import whole_folder
from footwise.prescription import Prescription, compare_visits, prescribe, read_earlier_visit, read_study
from footwise.recordings import check_person, leg_measures
from footwise.steps_table import write_steps

# What `write_visit` writes; the page for the person only where there is something to tell.
FOR_THE_PERSON = "for-the-person.html"
VISIT_FILES = ("steps.csv", "prescription.json", "report.html", FOR_THE_PERSON)


def prescribe_visit(
    study: Path,
    *,
    before: Path | None = None,
    how: HowToMeasure = NOTHING_SAID,
    progress: Progress = no_progress,
) -> Prescription:
    """Find the one change of foot angle that unloads this knee most, or say that there is none.

    Parameters
    ----------
    study : Path
        Folder with ``study.toml`` and the recordings that it names, or that file.
    before : Path, optional
        Folder that `write_visit` wrote for an earlier visit of the same leg.
    how : HowToMeasure
        What is said of the person's body and of how to measure; it goes before what the study says.
    progress : Progress

    Returns
    -------
    Prescription

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    check_person("`mass_kg`", how.mass_kg, None)
    check_person("`height_m`", None, how.height_m)
    leg_measures(study, how.leg_length_m, how.knee_width_m, how.ankle_width_m)
    asked = read_study(study)
    asked = replace(asked, how=how.over(asked.how))
    earlier = read_earlier_visit(before) if before is not None else None
    result = prescribe(asked, progress=counting(progress, sum(len(files) for files in asked.recordings.values())))
    return result if earlier is None else replace(result, earlier=compare_visits(earlier, result))


def visit_sentences(prescription: Prescription) -> list[str]:
    """Say the target or the refusal, how far it hangs on the knee centre, what has changed since a visit, and warn."""
    from footwise.reports.visit import earlier_visit_lines

    said = ("SIMULATED. " if prescription.simulated else "") + prescription.sentence()
    knee_centre = [prescription.knee_centre.sentence()] if prescription.knee_centre else []
    warnings = [f"Warning: {warning}" for warning in prescription.warnings if warning.kind is not NoteKind.KNEE_CENTRE]
    return [said, *knee_centre, *earlier_visit_lines(prescription.earlier), *warnings]


def write_visit(prescription: Prescription, out: Path) -> None:
    """Write ``steps.csv``, ``prescription.json`` and ``report.html`` into the folder `out`, all or none.

    Where there is a target, ``for-the-person.html`` beside them is one page to print for the person, in plain words.
    Where there is none it is not written, and that of an earlier run in the same folder goes.
    """
    from footwise.prescription import write_prescription
    from footwise.reports.visit import has_page_for_the_person, page_for_the_person, prescription_report

    with whole_folder(out, belonging=VISIT_FILES) as folder:
        steps = [walk.steps for walks in prescription.walks.values() for walk in walks]
        write_steps(steps, folder / "steps.csv")
        write_prescription(prescription, folder / "prescription.json")
        (folder / "report.html").write_text(prescription_report(prescription), encoding="utf-8")
        if has_page_for_the_person(prescription):
            (folder / FOR_THE_PERSON).write_text(page_for_the_person(prescription), encoding="utf-8")
