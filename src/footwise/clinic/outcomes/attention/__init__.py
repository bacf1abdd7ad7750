"""Who needs attention: each reason a function of its own, with its why and where it is dealt with."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.outcomes.attention.dismissed import dismiss
    from footwise.clinic.outcomes.attention.due import Due, what_is_due
    from footwise.clinic.outcomes.attention.reason import KIND_NAMES, Kind, Reason
    from footwise.clinic.outcomes.attention.who import Attention, Needy, what_has_gone_wrong, who_needs_attention

__all__ = [
    "KIND_NAMES",
    "Attention",
    "Due",
    "Kind",
    "Needy",
    "Reason",
    "dismiss",
    "what_has_gone_wrong",
    "what_is_due",
    "who_needs_attention",
]

_DUE, _REASON = "footwise.clinic.outcomes.attention.due", "footwise.clinic.outcomes.attention.reason"
_WHO = "footwise.clinic.outcomes.attention.who"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "KIND_NAMES": _REASON,
        "Attention": _WHO,
        "Due": _DUE,
        "Kind": _REASON,
        "Needy": _WHO,
        "Reason": _REASON,
        "dismiss": "footwise.clinic.outcomes.attention.dismissed",
        "what_has_gone_wrong": _WHO,
        "what_is_due": _DUE,
        "who_needs_attention": _WHO,
    },
)
