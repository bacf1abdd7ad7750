"""Outputs that appear whole or not at all, and together where they belong together."""

from footwise.outputs.lock import Lock, wait_for
from footwise.outputs.one_of_many import DISK_FULL, clear_partial, disk_full, write_one_of_many
from footwise.outputs.switch import settle
from footwise.outputs.whole import whole_folder, write_text_whole

__all__ = [
    "DISK_FULL",
    "Lock",
    "clear_partial",
    "disk_full",
    "settle",
    "wait_for",
    "whole_folder",
    "write_one_of_many",
    "write_text_whole",
]
