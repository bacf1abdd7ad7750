"""Write the bill of materials: `python -m tools.sbom [EXTRA …]`; without names, of all that people install."""

import sys
import tomllib
from pathlib import Path

from tools.sbom import bom_of, written

PROJECT = Path(__file__).parents[2]


def main(extras: list[str]) -> None:
    """Write it into dist/."""
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # Those of developers build and test it, and are in nobody's install.
    wanted = extras or sorted(set(described["optional-dependencies"]) - {"dev", "docs"})
    out = PROJECT / "dist" / "footwise.cdx.json"
    out.parent.mkdir(exist_ok=True)
    bom = bom_of(PROJECT, wanted)
    out.write_text(written(bom), encoding="utf-8")
    print(f"Written: {out.relative_to(PROJECT)} ({len(bom.components)} packages)")


if __name__ == "__main__":
    main(sys.argv[1:])
