"""How likely it is that a change of foot angle unloads this knee, where no force plate measured it."""

from footwise.prescription.odds.changes import NAMES, VARIABLES, ChangeVariable, WalkChanges

__all__ = ["NAMES", "VARIABLES", "ChangeVariable", "WalkChanges"]
