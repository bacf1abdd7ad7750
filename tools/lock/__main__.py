"""Print a part of requirements.lock: what some extras need (`clinic video`), or some packages (`--only hatchling`)."""

import sys
from pathlib import Path

from tools.lock import part_of_lock, read_lock

PROJECT = Path(__file__).parents[2]


def main(words: list[str]) -> None:
    """Print it, hashes and all."""
    extras: list[str] | None
    extras, more = (None, words[1:]) if words[:1] == ["--only"] else (words, [])
    lock = read_lock(PROJECT / "requirements.lock")
    print("\n".join(one.requirement() for one in part_of_lock(lock, PROJECT / "pyproject.toml", extras, more)))


if __name__ == "__main__":
    main(sys.argv[1:])
