"""The record of who saw and changed what: append-only, each entry bound to the one before by a hash."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.audit.acting import Actor, acting_as, only_reads, who_acts
    from footwise.clinic.audit.audited import AuditedModel, AuditedQuerySet, ChangedMeanwhile
    from footwise.clinic.audit.chain import ChainState, record_about, record_event, verify_chain
    from footwise.clinic.audit.finding import Wanted, newest
    from footwise.clinic.audit.models import Entry
    from footwise.clinic.audit.reads import reads_recorded
    from footwise.clinic.audit.syslog import refuse_other_address

__all__ = [
    "Actor",
    "AuditedModel",
    "AuditedQuerySet",
    "ChainState",
    "ChangedMeanwhile",
    "Entry",
    "Wanted",
    "acting_as",
    "newest",
    "only_reads",
    "reads_recorded",
    "record_about",
    "record_event",
    "refuse_other_address",
    "verify_chain",
    "who_acts",
]

_AUDITED, _CHAIN = "footwise.clinic.audit.audited", "footwise.clinic.audit.chain"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Actor": "footwise.clinic.audit.acting",
        "AuditedModel": _AUDITED,
        "AuditedQuerySet": _AUDITED,
        "ChainState": _CHAIN,
        "ChangedMeanwhile": _AUDITED,
        "Entry": "footwise.clinic.audit.models",
        "Wanted": "footwise.clinic.audit.finding",
        "newest": "footwise.clinic.audit.finding",
        "acting_as": "footwise.clinic.audit.acting",
        "only_reads": "footwise.clinic.audit.acting",
        "reads_recorded": "footwise.clinic.audit.reads",
        "record_about": _CHAIN,
        "record_event": _CHAIN,
        "refuse_other_address": "footwise.clinic.audit.syslog",
        "verify_chain": _CHAIN,
        "who_acts": "footwise.clinic.audit.acting",
    },
)
