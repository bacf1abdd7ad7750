"""What the record's page says for what is done and for what it is done to, in the reader's language.

The record itself, its table and the fingerprints keep the short English names: they must not change with a language.
"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

from footwise.clinic.audit import Entry

register = template.Library()

_DONE = {
    "add": _("added"),
    "change": _("changed"),
    "read": _("looked at data of people"),
    "log in": _("logged in"),
    "log in failed": _("did not get in"),
    "log in refused": _("was refused for a while after wrong passwords"),
    "log out": _("logged out"),
    "invite": _("invited somebody"),
    "open invitation": _("opened an invitation"),
    "bind identity": _("joined the account to single sign-on"),
    "token refused": _("came with a token that is not valid"),
    "check record": _("checked the record"),
    "export record": _("saved the record as a table"),
    "fetch archive": _("fetched an archive"),
    "delete for good": _("deleted for good"),
    "move away": _("moved away"),
}
_THINGS = {
    "analysis": _("comparison of conditions"),
    "archive": _("archive"),
    "binning": _("entry of the bin"),
    "cartilageimage": _("picture of cartilage"),
    "cartilagevisit": _("cartilage"),
    "consent": _("consent"),
    "devicetoken": _("token of a device"),
    "homecourse": _("course of the practice at home"),
    "homeplan": _("plan of the practice at home"),
    "homesession": _("practice at home"),
    "importantchanges": _("changes that matter"),
    "livesession": _("live session"),
    "measuredsteps": _("measured steps"),
    "measurement": _("measurement"),
    "membership": _("role in the team"),
    "outcomeconcern": _("reason for attention"),
    "dismissal": _("“not now” to a reason for attention"),
    "painrating": _("pain"),
    "person": _("person"),
    "phone": _("phone"),
    "phonelink": _("invitation of a phone"),
    "plan": _("training plan"),
    "plannedsession": _("session of the training"),
    "practice": _("practice"),
    "practicelog": _("file of a practice"),
    "questionnaire": _("questionnaire"),
    "recording": _("recording"),
    "refusedpacket": _("refused message of a phone"),
    "reminder": _("reminder"),
    "share": _("share with a colleague"),
    "site": _("clinic"),
    "target": _("target"),
    "treatmentconcern": _("reason for attention"),
    "visit": _("visit"),
}


@register.filter
def done_in_words(entry: Entry) -> str:
    """Say what was done to what, such as ``added: recording``; what has no words keeps its name in the record."""
    done = str(_DONE.get(entry.action, entry.action))
    return f"{done}: {_THINGS.get(entry.kind, entry.kind)}" if entry.kind else done
