"""The safety file: requirements, the hazards that they control, and the tests that show it, as docs/safety.md."""

from tools.safety_file.page import page
from tools.safety_file.reading import SafetyFile, faults, read_safety_file

__all__ = ["SafetyFile", "faults", "page", "read_safety_file"]
