"""One of many files is written whole, and what a killed process has left of it goes."""

import errno
import os
import time

import pytest

from footwise.outputs import clear_partial, write_one_of_many
from footwise.outputs import one_of_many as module


def test_it_is_written(tmp_path):
    write_one_of_many(tmp_path / "a", b"old")
    write_one_of_many(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new" and os.listdir(tmp_path) == ["a"]


def test_a_full_disk_leaves_the_old_one(tmp_path, monkeypatch):
    write_one_of_many(tmp_path / "a", b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "flush", full)
    with pytest.raises(OSError, match="No space"):
        write_one_of_many(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]


def test_what_was_left_goes_and_nothing_else(tmp_path):
    names = (".a.partial-0123456789abcdef", ".b.partial-x", "c", ".footwise.partial-12-ab")
    for name in names:
        (tmp_path / name).write_bytes(b"")
    clear_partial(tmp_path, older_than=time.time() - 60)
    assert len(os.listdir(tmp_path)) == len(names)
    clear_partial(tmp_path, older_than=time.time() + 60)
    assert sorted(os.listdir(tmp_path)) == sorted(names[1:])
    clear_partial(tmp_path / "nowhere", older_than=time.time())
