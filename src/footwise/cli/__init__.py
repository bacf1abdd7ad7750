"""The `footwise` command: one file a command."""

from footwise.cli.app import main

__all__ = ["main"]
