"""What a part is named by: whatever decides about numbers, and nothing else."""

from dataclasses import replace

import pytest

from footwise.jobs.batch.contents import KnownContents
from footwise.jobs.batch.items import BatchItem, BatchOptions, code_version, key_of
from footwise.jobs.batch.one_item import do_item

ITEM = BatchItem("A/walk.c3d", "/data/A/walk.c3d", person="A", static="/data/A/static.c3d", said={"mass_kg": 70.0})
CONTENTS = ["walk", "static"]


@pytest.mark.parametrize(
    ("item", "options", "contents"),
    [
        (replace(ITEM, file="B/walk.c3d"), BatchOptions(), CONTENTS),
        (replace(ITEM, person="B"), BatchOptions(), CONTENTS),
        (replace(ITEM, condition="natural"), BatchOptions(), CONTENTS),
        (replace(ITEM, said={"mass_kg": 71.0}), BatchOptions(), CONTENTS),
        (ITEM, BatchOptions(marker_hz=12.0), CONTENTS),
        (ITEM, BatchOptions(reports=True), CONTENTS),
        (ITEM, BatchOptions(), ["walk", "another static"]),
        (ITEM, BatchOptions(), ["another walk", "static"]),
        # The same contents in other roles.
        (replace(ITEM, static="", forces="/data/A/static.c3d"), BatchOptions(), CONTENTS),
    ],
)
def test_what_decides_gives_another_name(item, options, contents):
    assert key_of(item, options, contents) != key_of(ITEM, BatchOptions(), CONTENTS)


def test_where_it_lies_decides_nothing():
    elsewhere = replace(ITEM, path="/other/A/walk.c3d", static="/other/A/static.c3d")
    assert key_of(elsewhere, BatchOptions(), CONTENTS) == key_of(ITEM, BatchOptions(), CONTENTS)


def test_other_code_gives_another_name(monkeypatch):
    before = key_of(ITEM, BatchOptions(), CONTENTS)
    monkeypatch.setattr("footwise.jobs.batch.items.code_version", lambda: f"{code_version()} and a line")
    assert key_of(ITEM, BatchOptions(), CONTENTS) != before


def test_a_changed_static_trial_is_read_again(tmp_path):
    contents = KnownContents()
    file = tmp_path / "static.c3d"
    file.write_bytes(b"old")
    old = contents.read(str(file))
    file.write_bytes(b"new")
    assert contents.of(str(file)) is None and contents.read(str(file)) != old


def test_a_file_that_is_written_while_it_is_read(tmp_path, treadmill_c3d):
    """Nothing is kept of it: the numbers may be of neither content."""
    file = tmp_path / "walk.c3d"
    file.write_bytes(treadmill_c3d.read_bytes())
    (tmp_path / "steps").mkdir()

    def somebody_writes(_):
        file.write_bytes(treadmill_c3d.read_bytes() + b"\0" * 512)

    item = BatchItem("walk.c3d", str(file))
    _, not_done, _ = do_item(item, BatchOptions(angles_only=True), tmp_path, KnownContents(), somebody_writes)
    assert not_done.kind == "changed while it was read"
    assert list((tmp_path / "steps").iterdir()) == []
