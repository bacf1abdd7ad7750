"""The knees of a recording: the shank of each leg that has one, or all that is missing for them, at once."""

from __future__ import annotations

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait import Motion
from footwise.loads.shank import KneeMethod, Shank
from footwise.loads.shank_source import find_shank
from footwise.notes import Note, remarks
from footwise.recordings import Recording, label_list


def find_knees(
    recording: Recording,
    motion: Motion,
    static: Recording | None,
    headings: dict[str, Array],
    like: str,
    weighed: float,
) -> tuple[dict[str, Shank], list[Note]]:
    """Find the shanks of the sides that have one.

    Parameters
    ----------
    recording : Recording
    motion : Motion
    static : Recording, or None
    headings : dict
        Side to the direction of walking at every frame.
    like : str
        See :func:`footwise.loads.analyse_walk`.
    weighed : float
        Mass in kg by the plates; NaN where no step tells it.

    Returns
    -------
    dict of Shank, list of Note
        Notes also for a side that has none.

    Raises
    ------
    FootwiseError
        No side has a knee, or mass or height is not known.
    """
    shanks, troubles = {}, []
    for side in motion.sides:
        try:
            shanks[side] = find_shank(recording, motion, side, static, heading=headings[side], like=like)
        except FootwiseError as error:
            troubles.append(error)
    elsewhere = [error for error in troubles if error.where != recording.source]
    if elsewhere and not shanks:
        raise elsewhere[0]
    missing = _missing(recording, static, troubles if not shanks else [], weighed)
    if missing is not None:
        raise missing
    notes = [f"no knee moments for this leg: {error.trouble}" for error in troubles]
    notes += [note for shank in shanks.values() for note in shank.notes]
    methods = {shank.method for shank in shanks.values()}
    if methods & {KneeMethod.REGRESSION, KneeMethod.STORED, KneeMethod.STATIC_STORED}:
        notes.append(
            f"knee centres are {' and '.join(sorted(methods))}: compare these moments only with moments from the same "
            "method; 10 mm of knee centre are about 0.5 %BW·ht"
        )
    if len(methods) > 1:
        notes.append("the two knees are measured by different methods: do not compare them with each other")
    return shanks, list(remarks(notes))


def _missing(
    recording: Recording, static: Recording | None, troubles: list[FootwiseError], weighed: float
) -> FootwiseError | None:
    """All that is missing for knee moments, at once: nobody should have to ask five times; None if nothing is.

    Parameters
    ----------
    recording : Recording
    static : Recording, optional
    troubles : list of FootwiseError
        Of the knees, where no side has one.
    weighed : float
        Mass in kg by the plates; NaN where no step tells it.
    """
    person = recording.person
    wanted = ((person.mass_kg, "mass", "`mass_kg=...`"), (person.height_m, "height", "`height_m=...`"))
    unsaid = [(what, option) for value, what, option in wanted if value is None]
    said, remedies = [], []
    if unsaid:
        said.append(f"does not say the person's {' and '.join(what for what, _ in unsaid)}")
        remedies.append(
            f"Give {'them' if len(unsaid) > 1 else 'it'} with {' and '.join(option for _, option in unsaid)}"
            + (f" (the plates weigh about {weighed:.0f} kg)" if person.mass_kg is None and weighed > 0 else "")
        )
    nowhere = [
        f"{label!r} ({' '.join(role).replace('_', ' ')})"
        for role, label in recording.absent.items()
        if static is None or not static.has(*role)
    ]
    if nowhere:
        both = f"neither it nor {static.source.name} has" if static is not None else "it does not have"
        said.append(f"the marker map names {', '.join(nowhere)}, which {both}")
        alone = ", or give the standing trial in which these markers are worn"
        remedies.append("Correct the labels in the map" + (alone if static is None else ""))
    elif troubles:
        said += [error.trouble for error in troubles]
        remedies.append(troubles[0].remedy)
    if not said:
        return None
    if nowhere or troubles:
        said.append(f"it has {label_list(recording.markers.labels)}")
    # What is not said is asked for; what is not there makes the file another one than is needed.
    kind = None if nowhere or troubles else ErrorKind.BAD_REQUEST
    return FootwiseError(recording.source, "; ".join(dict.fromkeys(said)), ". ".join(remedies), kind)
