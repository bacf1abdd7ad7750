"""Outputs that appear whole or not at all, and together where they belong together."""

from footwise.outputs.lock import Lock, wait_for
from footwise.outputs.switch import settle
from footwise.outputs.whole import whole_folder, write_text_whole

__all__ = ["Lock", "settle", "wait_for", "whole_folder", "write_text_whole"]
