"""Write docs/safety.md (make safety), or say which control has no test."""

import sys
from pathlib import Path

from tools.safety_file import faults, page, read_safety_file

PROJECT = Path(__file__).parents[2]


def main() -> None:
    """Write the page; where something is missing, a line each, and nothing is written."""
    found = read_safety_file(PROJECT)
    if wrong := faults(found):
        sys.exit("\n".join(wrong))
    whole = PROJECT / "docs" / "safety.md"
    whole.write_text(page(found), encoding="utf-8")
    print(
        f"Written: {whole.relative_to(PROJECT)} ({len(found.requirements)} requirements, {len(found.hazards)} hazards)"
    )


if __name__ == "__main__":
    main()
