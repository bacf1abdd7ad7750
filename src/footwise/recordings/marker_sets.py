"""Which marker is which: from the labels in a file to the roles that the analysis needs.

Roles, per side: `heel` (calcaneus), `toe` (2nd metatarsal head), `fifth_metatarsal`,
`lateral_malleolus`, `medial_malleolus`, `lateral_epicondyle`, `medial_epicondyle` (of the femur),
`shank_1` … (markers on the shank, for a static trial), `pelvis_1` … (any markers on the pelvis), `neck` (the spine
at the shoulders' height, C7);
`thigh`, `asis` and `psis` (or the sacrum) for joint centres by Plug-in Gait's model; `alignment_axis` (the end of the
outward arm), `alignment_1` and `alignment_2` of a knee alignment device in a standing trial.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.recordings.recording import Recording
from footwise.settings import is_text, quoted, read_toml

SIDES = ("left", "right")
FOOT_ROLES = ("heel", "toe")
KNEE_ROLES = ("lateral_malleolus", "medial_malleolus", "lateral_epicondyle", "medial_epicondyle")
# A subject called L or R is none: these letters stand before the labels of one leg.
SHORTEST_NAME = 3
ALIGNMENT_DEVICE = ("alignment_axis", "alignment_1", "alignment_2")
_ROLES = (
    *FOOT_ROLES, "first_metatarsal", "fifth_metatarsal", *KNEE_ROLES, "shank", "pelvis", "thigh", "asis", "psis",
    "neck", *ALIGNMENT_DEVICE,
)  # fmt: skip
# A marker of several may also be named with its number.
_ROLE = re.compile(rf"(?:(?:{'|'.join(SIDES)})\.)?(?:{'|'.join(_ROLES)}|(?:shank|pelvis)_\d+)")


@dataclass(frozen=True)
class MarkerSet:
    """Labels of one marker set.

    Attributes
    ----------
    name : str
    labels : dict
        ``(side, role)`` to the label, or the labels that mean the same, in order of preference.
    note : str
        Where the set's definition of a marker differs from the design's.
    """

    name: str
    labels: dict[tuple[str, str], tuple[str, ...]]
    note: str = ""

    def match(self, available: Iterable[str]) -> dict[tuple[str, str], str]:
        """Roles that a file's labels fill; letter case and the separators ``. _ - space`` do not count."""
        by_key = {label_key(label): label for label in reversed(list(available))}
        found: dict[tuple[str, str], str] = {}
        for role, names in self.labels.items():
            for name in names:
                if label_key(name) in by_key:
                    found[role] = by_key[label_key(name)]
                    break
        return found


def choose_marker_set(
    path: Path, available: tuple[str, ...], marker_map: Path | None = None
) -> tuple[MarkerSet, dict[tuple[str, str], str]]:
    """Find the marker set of a file by its labels, or use the user's own map.

    Parameters
    ----------
    path : Path
        The recording, for the message.
    available : tuple of str
        Labels in the file. A subject's prefix (``Anna:LHEE``), or one that all labels share
        (``Subject36_LHEE``), does not count.
    marker_map : Path, optional
        TOML file in the form of the built-in sets (see docs/markers.md).

    Returns
    -------
    marker_set : MarkerSet
    roles : dict
        ``(side, role)`` to label. Heel and toe of at least one side are in it.

    Raises
    ------
    FootwiseError
        No heel and toe of any side (the message names them and what the file has instead), or those
        of several people.
    """
    candidates = [read_marker_map(marker_map)] if marker_map else list(built_in_sets())
    people: dict[str, tuple[MarkerSet, dict[tuple[str, str], str]]] = {}
    for person, plain in _readings(available).items():
        matches = [(marker_set, marker_set.match(plain)) for marker_set in candidates]
        marker_set, found = max(matches, key=lambda pair: _score(pair[1]))
        people[person] = marker_set, {role: plain[label] for role, label in found.items()}
    walkers = [person for person, (_, roles) in people.items() if _has_foot(roles)]
    # Who has markers of their own goes before markers of nobody's, which may be left over from another recording.
    own = [p for p in walkers if p and any(label.startswith(p) for label in people[p][1].values())]
    walkers = own or ([""] if "" in walkers else walkers)
    if len(walkers) > 1 and len({tuple(sorted(people[p][1].items())) for p in walkers}) > 1:
        raise FootwiseError(path, f"holds several people ({', '.join(walkers)})", "Export one person alone")
    best = walkers[0] if walkers else max(people, key=lambda person: _score(people[person][1]))
    marker_set, roles = people[best]
    if not walkers:
        lacking = ", ".join(label for role, label in absent_labels(marker_set, roles).items() if role[1] in FOOT_ROLES)
        raise FootwiseError(
            path,
            f"has no heel and toe markers of a known set (closest: {marker_set.name}, of which it lacks {lacking}); "
            f"it has {label_list(available)}",
            "Say which marker is which with `marker_map=...`",
        )
    for role, label in absent_labels(marker_set, roles).items() if marker_map else ():
        if role[1] in FOOT_ROLES:
            raise FootwiseError(
                Path(marker_map or path),
                f"names the marker {label!r} for {role[0]} {role[1]}, which {path.name} does not have; "
                f"it has {label_list(available)}",
                "Correct the label in the map",
            )
    return marker_set, roles


def absent_labels(marker_set: MarkerSet, roles: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Labels of a set that a file does not have, by role: the first of those that mean the same."""
    return {role: names[0] for role, names in marker_set.labels.items() if role not in roles}


def _readings(available: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Ways to take prefixes off the labels: person to plain label to label; the person is empty for none."""
    readings = {"": {label: label for label in reversed(available)}}
    for person in dict.fromkeys(label.rpartition(":")[0] for label in available):
        # Labels without a prefix (model outputs, objects) go with everybody, unless the person has one of the name.
        if person:
            common = {label.strip(): label for label in available if ":" not in label}
            own = {label.rpartition(":")[2].strip(): label for label in available if label.rpartition(":")[0] == person}
            readings[person] = {**common, **own}
    named = [label for label in available if not label.startswith("*")] or [""]
    # What the first and the last in the alphabet share, all share.
    shared = os.path.commonprefix([min(named), max(named)])  # noqa: RUF071 - letters, not folders
    shared = shared[: max(shared.rfind(c) for c in "_- ") + 1]
    if len(shared) > 1:
        readings[shared] = {label.removeprefix(shared): label for label in reversed(available)}
    return readings


def plain_labels(labels: Iterable[str], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Marker names without the subject's prefix (``Anna:LHEE``), and in no case with a person's name.

    Parameters
    ----------
    labels : iterable of str
    names : iterable of str
        What the file calls its subjects: taken for a prefix also before ``_``, ``-``, ``.`` or a blank.

    Returns
    -------
    tuple of str
        Where the names alone would not be distinct the prefix stays as ``subject``, or ``subject 1``, ``subject 2``
        and so on in the order of the file: whose name it is must never reach a report.
    """
    names = [name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME]
    parted = [_parted(label, names) for label in labels]
    plain = tuple(name for _, name in parted)
    if len(set(plain)) == len(set(parted)):
        return plain
    people = list(dict.fromkeys(prefix for prefix, _ in parted if prefix))
    called = {prefix: f"subject {k}" if len(people) > 1 else "subject" for k, prefix in enumerate(people, start=1)}
    return tuple(f"{called[prefix]}:{name}" if prefix else name for prefix, name in parted)


def _parted(label: str, names: list[str]) -> tuple[str, str]:
    """Prefix and name of a label; the prefix is empty where there is none."""
    prefix, colon, name = label.rpartition(":")
    if colon:
        return prefix.strip(), name.strip()
    for subject in names:
        begin, rest = label[: len(subject)], label[len(subject) :]
        if begin.lower() == subject.lower() and rest[:1] in ("_", "-", ".", " ") and rest[1:].strip():
            return subject, rest[1:].strip()
    return "", label.strip()


def person_prefix(marker_set: MarkerSet, roles: dict[tuple[str, str], str]) -> str:
    """Find what stands before the names of the marker set in the labels of this person; empty where nothing does."""
    for role, label in roles.items():
        names = {label_key(name) for name in marker_set.labels.get(role, ())}
        for begin in range(len(label)):
            if label_key(label[begin:]) in names:
                return label[:begin]
    return ""


def role_notes(marker_set: MarkerSet, roles: dict[tuple[str, str], str], available: tuple[str, ...]) -> list[str]:
    """Say which markers of the set are missing on one side only, and which stand there without their person, too."""
    notes = []
    for role in (*FOOT_ROLES, *KNEE_ROLES):
        for side, other in (SIDES, SIDES[::-1]):
            if (side, role) not in roles and (other, role) in roles and (side, role) in marker_set.labels:
                notes.append(f"has no marker {marker_set.labels[side, role][0]} ({side} {role.replace('_', ' ')})")
    prefixes = {label.rpartition(":")[0] for label in roles.values()} - {""}
    stray = sorted(label for label in roles.values() if ":" in label and label.rpartition(":")[2].strip() in available)
    if len(prefixes) == 1 and stray:
        (person,) = prefixes
        others = ", ".join(label.rpartition(":")[2].strip() for label in stray)
        notes.append(f"holds {others} also without a name before it; the markers of {person} were used")
    return notes


def _has_foot(roles: dict[tuple[str, str], str]) -> bool:
    return any(has_all(roles, side, FOOT_ROLES) for side in SIDES)


def has_all(roles: dict[tuple[str, str], str], side: str, wanted: Iterable[str]) -> bool:
    """Whether a side has a marker for every wanted role."""
    return all((side, role) in roles for role in wanted)


def missing_knee_markers(recording: Recording, side: str) -> list[str]:
    """Name the markers of the knee that a side lacks: role, and label in its marker set or the user's map."""
    sets = {marker_set.name: marker_set for marker_set in built_in_sets()}
    known = sets[recording.marker_set].labels if recording.marker_set in sets else {}
    lacking = []
    for role in KNEE_ROLES:
        if not recording.has(side, role):
            label = recording.absent.get((side, role)) or next(iter(known.get((side, role), ())), "")
            lacking.append(f"{side} {role.replace('_', ' ')}" + (f" ({label})" if label else ""))
    return lacking


def label_list(labels: Iterable[str], most: int = 30) -> str:
    """List labels for a message, the first few of many."""
    labels = list(labels)
    return ", ".join(labels[:most]) + (f" and {len(labels) - most} more" if len(labels) > most else "")


@cache
def built_in_sets() -> tuple[MarkerSet, ...]:
    """Marker sets that Footwise knows, from ``marker_sets.toml``."""
    text = resources.files("footwise.recordings").joinpath("marker_sets.toml").read_text(encoding="utf-8")
    return tuple(_from_table(name, table) for name, table in tomllib.loads(text).items())


def read_marker_map(path: Path) -> MarkerSet:
    """Read a user's own marker map.

    Raises
    ------
    FootwiseError
        The file is missing or is no such map.
    """
    what, remedy = "a marker map", "See docs/markers.md for an example"
    table = read_toml(path, what, remedy, missing="Check the name of the marker map").table
    try:
        _refuse_nonsense(table)
    except ValueError as error:
        raise FootwiseError(path, f"is not {what} ({error})", remedy) from None
    marker_set = _from_table(str(table.pop("name", path.stem)), table)
    for side in SIDES:
        for role in FOOT_ROLES:
            if (side, role) not in marker_set.labels:
                raise FootwiseError(path, f"does not say which marker is the {side} {role}", "Add it to the map")
    return marker_set


def _refuse_nonsense(table: dict[str, Any]) -> None:
    """Raise ValueError where a map says something that no marker set says."""
    for word in ("name", "note"):
        if not is_text(table.get(word, "")):
            raise ValueError(f"{word} is {quoted(table[word])}")
    words = {word: value for word, value in table.items() if word not in ("name", "note", *SIDES)}
    for side in SIDES:
        if not isinstance(table.get(side, {}), dict):
            raise ValueError(f"{side} is {quoted(table[side])}, not a table")
        words |= {f"{side}.{word}": value for word, value in table.get(side, {}).items()}
    for word, value in words.items():
        if not _ROLE.fullmatch(word):
            raise ValueError(f"{quoted(word)} is no marker that is known; known are {', '.join(_ROLES)}")
        names = value if isinstance(value, list) else [value]
        if not names or not all(is_text(name) and name.strip() for name in names):
            raise ValueError(f"{word} is {quoted(value)}, not the name of a marker")


def _from_table(name: str, table: dict[str, Any]) -> MarkerSet:
    """Read ``[side]`` tables, or one table in which ``{S}``/``{s}``/``{side}`` stands for the side."""
    labels: dict[tuple[str, str], tuple[str, ...]] = {}
    note = str(table.pop("note", ""))
    for side in SIDES:
        roles = {**{k: v for k, v in table.items() if not isinstance(v, dict)}, **table.get(side, {})}
        for role, value in roles.items():
            names = (value,) if isinstance(value, str) else tuple(value)
            names = tuple(
                n.replace("{S}", side[0].upper()).replace("{s}", side[0]).replace("{side}", side) for n in names
            )
            if role in ("shank", "pelvis"):
                labels |= {(side, f"{role}_{k + 1}"): (n,) for k, n in enumerate(names)}
            else:
                labels[side, role] = names
    return MarkerSet(name, labels, note)


def _score(roles: dict[tuple[str, str], str]) -> tuple[int, int, int]:
    """Rank a match: complete feet first, then complete knees, then everything else it explains."""
    feet = sum(has_all(roles, side, FOOT_ROLES) for side in SIDES)
    knees = sum((side, role) in roles for side in SIDES for role in KNEE_ROLES)
    return feet, knees, len(roles)


# The names of all sets are asked for again with every file.
@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """A label without what does not count in it: letter case and the separators ``. _ - space``."""
    return "".join(c for c in label.lower() if c not in "._- ")
