"""What Footwise is made of, for a machine: every locked package with version, hashes, licence and what needs it."""

from tools.sbom.bom import bom_of, written

__all__ = ["bom_of", "written"]
