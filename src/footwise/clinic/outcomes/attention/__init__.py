"""Who needs attention: each reason a function of its own, with its why and where it is dealt with."""

from footwise.clinic.outcomes.attention.dismissed import dismiss
from footwise.clinic.outcomes.attention.due import Due, what_is_due
from footwise.clinic.outcomes.attention.reason import KIND_NAMES, Kind, Reason
from footwise.clinic.outcomes.attention.who import Attention, Needy, who_needs_attention

__all__ = [
    "KIND_NAMES",
    "Attention",
    "Due",
    "Kind",
    "Needy",
    "Reason",
    "dismiss",
    "what_is_due",
    "who_needs_attention",
]
