"""One recording is measured: opened into a private folder, given to the job that the command line calls, kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pandas as pd

from footwise.clinic.measuring.figures import FILM, Measured, figures_of, rows_of, trouble_of
from footwise.clinic.measuring.models import MeasuredSteps, Measurement
from footwise.clinic.measuring.ready import Sources, ask_for_what_is_ready, sources_of
from footwise.clinic.measuring.words import asked_by
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Kind, Recording, State, plain_copy, without_folder
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import Progress, measure_one_recording
from footwise.version import __version__

_STAGES = ("opening", "measuring", "keeping")
# Where video/people keeps what it saw, if not in the cache folder.
_PEOPLE_FOLDER = "FOOTWISE_PEOPLE_FOLDER"


def measure_recording(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Measure a recording; gives what writes the result. What is wrong with a file is a result, too.

    Parameters
    ----------
    subject : UUID
        Of the recording.
    progress : Progress

    Raises
    ------
    FootwiseError
        The person has not agreed.
    """
    recording = Recording.everything.select_related("person", "arrival").get(pk=subject)
    if not Consent.in_force(recording.person_id):
        trouble = "is not measured: no consent is in force"
        raise FootwiseError(recording.name, trouble, "Note a signed consent", ErrorKind.REFUSAL)
    others = Recording.everything.filter(visit=recording.visit_id).select_related("arrival")
    sources = sources_of(recording, list(others), recording.person)
    made = Measurement(
        person_id=recording.person_id,
        recording=recording,
        footwise_version=__version__,
        made_from=sources.fingerprint(),
    )
    steps: pd.DataFrame | None = None
    try:
        with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
            # Only its owner may look into such a folder, and it goes when the job ends.
            measured = _measured(sources, Path(folder), progress)
        progress(_STAGES[2], 2, len(_STAGES))
        steps = measured.steps.assign(recording=Path(recording.name).stem, condition=recording.condition)
        made.content = figures_of(measured)
    except FootwiseError as error:
        made.content = trouble_of(error, asked_by(error))
    made.usable = made.content["used_steps"] > 0
    return lambda: _write(made, steps)


def _write(made: Measurement, steps: pd.DataFrame | None) -> None:
    """Keep it, unless the recording was moved or deleted meanwhile; where more is known by now, measure again."""
    now = Recording.everything.select_for_update(of=("self",)).get(pk=made.recording_id)
    if now.state != State.ARRIVED or now.person_id != made.person_id:
        return
    made.save()
    if steps is not None:
        kept = MeasuredSteps(person_id=made.person_id, measurement=made)
        kept.content = rows_of(steps)
        kept.save()
    ask_for_what_is_ready(now.visit_id)


def _measured(sources: Sources, folder: Path, progress: Progress) -> Measured:
    """Open what is needed, each in a folder of its own since names may be the same, and measure."""
    progress(_STAGES[0], 0, len(_STAGES))
    files = []
    for number, one in enumerate((sources.recording, sources.forces, sources.static)):
        inside = folder / str(number)
        inside.mkdir()
        with without_folder(inside):
            files.append(plain_copy(one, inside) if one else None)
    file, forces, static = files
    assert file is not None
    progress(_STAGES[1], 1, len(_STAGES))
    with without_folder(folder / "0"), without_folder(folder / "1"), without_folder(folder / "2"):
        if sources.recording.kind == Kind.FILM:
            return _film(file, folder, progress)
        person = sources.person
        found = measure_one_recording(
            file,
            forces=forces,
            static=static,
            mass_kg=float(person.mass_kg),
            height_m=float(person.height_cm) / 100,
            side=sources.recording.foot or None,
        )
        return Measured(found.kind, found.steps.reset_index(drop=True), found.lines)


def _film(file: Path, folder: Path, progress: Progress) -> Measured:
    """Measure a film of one phone; what was seen in it is kept nowhere in the open."""
    from footwise.jobs.film import FilmRequest, film_lines, film_steps, measure_films

    @contextmanager
    def bars(titles: Sequence[str]) -> Iterator[Callable[[int, int, int], None]]:
        yield lambda clip, done, total: progress(titles[clip], done, total)

    with _people_kept_in(folder):
        measured = measure_films(FilmRequest(clips=[file], films=False), bars)
    return Measured(FILM, film_steps(measured), tuple(film_lines(measured)))


@contextmanager
def _people_kept_in(folder: Path) -> Iterator[None]:
    """Say where people of a film are kept, to the processes that look at it as well, and take it back afterwards."""
    before = os.environ.get(_PEOPLE_FOLDER)
    os.environ[_PEOPLE_FOLDER] = str(folder)
    try:
        yield
    finally:
        del os.environ[_PEOPLE_FOLDER]
        if before is not None:
            os.environ[_PEOPLE_FOLDER] = before
