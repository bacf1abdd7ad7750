"""What there is to do by a list: a CSV file with one row a recording, which says whose it is and what goes with it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from footwise.condition_words import STANDING
from footwise.errors import FootwiseError
from footwise.jobs.batch.items import ANSWERS, RECORDING, STUDY, BatchItem, NotDone
from footwise.jobs.batch.planned_folder import Plan, companions, files_of_study, forces_of
from footwise.settings import quoted
from footwise.tables import column_numbers, read_csv

_NUMBERS = ("mass_kg", "height_m", "forces_later_s", "marker_hz", "force_hz", "rate_hz")
_LEGS = ("leg_length_m", "knee_width_m", "ankle_width_m")
_TEXTS = {"side": ("left", "right"), "gravity": ("up", "down")}
_KINDS = (RECORDING, STUDY, ANSWERS)
LIST_COLUMNS = ("file", "person", "condition", "kind", "static", "forces", *_NUMBERS, *_LEGS, *_TEXTS)
"""Columns that a list may have; only ``file`` is needed."""


@dataclass(frozen=True)
class _Folder:
    """Names in a folder by themselves in small letters, and which belong to which."""

    below: dict[str, str]
    beside: dict[str, tuple[str, ...]]


def plan_list(path: Path) -> Plan:
    """Read a list.

    Paths are told from the folder of the list. A row whose condition is ``static`` is the standing trial of its
    person's recordings, unless they name another one; of several the last counts.

    Raises
    ------
    FootwiseError
        The list itself is no such table: no column ``file``, an unknown column, or a field that is not of its kind.
    """
    table = read_csv(path)
    unknown = [str(name) for name in table.columns if name not in LIST_COLUMNS]
    if unknown:
        raise FootwiseError(
            path, f"has the unknown column {quoted(unknown[0])}", f"Known are {', '.join(LIST_COLUMNS)}"
        )
    if "file" not in table:
        raise FootwiseError(path, "has no column file", "Write the name of each recording below file")
    for name in ("kind", *_TEXTS):
        if name in table:
            _one_of(path, table, name, _TEXTS.get(name, _KINDS))
    numbers = {name: column_numbers(path, table, name, needed=False) for name in (*_NUMBERS, *_LEGS) if name in table}
    root = Path(os.path.abspath(path)).parent
    texts = {name: table[name].str.strip() for name in table.columns if name not in numbers}
    items: list[BatchItem] = []
    not_done: list[NotDone] = []
    standing: dict[str, list[str]] = {}
    seen: set[str] = set()
    folders: dict[Path, _Folder] = {}
    for row in range(len(table)):
        told = {name: str(column.iloc[row]) for name, column in texts.items()}
        file = told["file"].replace("\\", "/")
        person = told.get("person", "")
        if not file:
            not_done.append(NotDone(f"row {row + 1}", "bad request", "names no file", person))
            continue
        here = root / file
        resolved = os.path.realpath(here)
        if told.get("condition", "").lower() == STANDING:
            if person:
                standing.setdefault(person, []).append(str(here))
            else:
                # It would go with anybody's walk.
                why = "is a standing trial, and its row names no person. Name the person in the column person"
                not_done.append(NotDone(file, "bad request", why))
            continue
        if resolved in seen:
            not_done.append(NotDone(file, "bad request", "is named twice, and its steps would count twice", person))
            continue
        seen.add(resolved)
        said: dict[str, Any] = {
            name: float(column.iloc[row]) for name, column in numbers.items() if pd.notna(column.iloc[row])
        }
        # One number for both legs, as in a study.
        said |= {name: {"left": said[name], "right": said[name]} for name in _LEGS if name in said}
        said |= {name: told[name].lower() for name in _TEXTS if told.get(name)}
        items.append(_item(root, file, person, told, said, folders))
    items = [_with_static(item, standing) for item in items]
    used = {item.static for item in items}
    unused = (one for many in standing.values() for one in many[-1:] if one not in used)
    return Plan(tuple(items), tuple(not_done), tuple(os.path.relpath(one, root) for one in unused))


def _item(
    root: Path, file: str, person: str, told: dict[str, str], said: dict[str, Any], folders: dict[Path, _Folder]
) -> BatchItem:
    here, inside = root / file, PurePosixPath(file)
    ending = inside.suffix.lower()
    kind = told.get("kind", "").lower() or (STUDY if (here / "study.toml").is_file() else RECORDING)
    if here.parent not in folders:
        names = _names(here.parent)
        folders[here.parent] = _Folder({one.lower(): one for one in names}, companions(names))
    folder = folders[here.parent]
    forces = told.get("forces", "").replace("\\", "/") or forces_of(inside.stem, ending, folder.below)
    if kind == STUDY:
        beside = files_of_study(here)
    elif here.is_dir():
        beside = tuple(str(here / name) for name in sorted(_names(here)))
    else:
        beside = tuple(str(here.parent / one) for one in folder.beside.get(here.name, ()))
    static = told.get("static", "").replace("\\", "/")
    # What a list names for forces beside the file itself lies beside it; else it is told from the list's folder.
    forces_path = "" if not forces else str(root / forces) if told.get("forces") else str(here.parent / forces)
    return BatchItem(
        file,
        str(here),
        kind=kind,
        person=person,
        condition=told.get("condition", ""),
        static=str(root / static) if static else "",
        forces=forces_path,
        said=said,
        beside=beside,
    )


def _with_static(item: BatchItem, standing: dict[str, list[str]]) -> BatchItem:
    mine = standing.get(item.person, [])
    if item.static or not mine or item.kind != RECORDING:
        return item
    note = f"of {len(mine)} standing trials of the person the last in the list was taken" if len(mine) > 1 else ""
    return replace(item, static=mine[-1], note=note)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries if one.is_file())
    except OSError:
        return []


def _one_of(path: Path, table: pd.DataFrame, column: str, known: tuple[str, ...]) -> None:
    texts = table[column].str.strip().str.lower()
    wrong = ~texts.isin(["", *known])
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        trouble = f"has {quoted(table[column].iloc[row])} as {column} in row {row + 1}"
        raise FootwiseError(path, trouble, f"Write {' or '.join(known)}")
