"""What measuring has found is kept, read again, and taken along where its recording is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from footwise.clinic.measuring.models import MeasuredSteps, Measurement
from footwise.clinic.recordings import Recording
from footwise.clinic.work import OPEN, Job, cancel_at_once

if TYPE_CHECKING:
    import pandas as pd

MEASURE = "measure"


def newest_measurement(recording: UUID) -> Measurement | None:
    """Give what was last found in a recording; whoever asks for a person asks `Measurement.objects.for_user`."""
    found: Measurement | None = Measurement.everything.filter(recording=recording).first()
    return found


def steps_table(measurement: Measurement) -> pd.DataFrame:
    """Give the steps of a measurement, one row a step; without rows where it could not be used."""
    import pandas as pd

    from footwise.clinic.measuring.figures import table_of

    kept = MeasuredSteps.everything.filter(measurement=measurement).first()
    return table_of(kept.content) if kept is not None else pd.DataFrame()


def stop_measuring(recording: UUID) -> None:
    """End what is being measured of a recording that goes elsewhere."""
    for job in Job.objects.filter(kind=MEASURE, subject=recording, state__in=OPEN):
        cancel_at_once(job)


def take_along(recording: Recording) -> None:
    """Seal what a moved recording has said under the key of the person whose it is now."""
    for found in Measurement.everything.filter(recording=recording).exclude(person=recording.person_id):
        for one in (found, *MeasuredSteps.everything.filter(measurement=found)):
            # Opened under the old key before it is given to the new person.
            content = one.content
            one.person_id = recording.person_id
            one.content = content
            one.save()
