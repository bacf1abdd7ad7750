"""The page on which a table of answers is imported: first shown with what would become of each row, then confirmed."""

from __future__ import annotations

import json
import tempfile
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from footwise.clinic.accounts import role_needed, sites_of
from footwise.clinic.measuring import in_words_of_the_page
from footwise.clinic.outcomes.answers_import import MOST_ROWS, Fate, Item, add_all, counted, look_through
from footwise.clinic.outcomes.whose import ASKS
from footwise.clinic.seal import Seal, Unsealable
from footwise.errors import FootwiseError
from footwise.settings import parse_json

# Django takes 5 MiB of a form, in which the table stands sealed between the two steps.
_MOST_BYTES = 2 * 1024 * 1024
_SHOWN = 200
_CODINGS = [
    ("", gettext_lazy("0 to 4, and a table that looks otherwise is refused")),
    ("0-4", gettext_lazy("0 to 4")),
    ("1-5", gettext_lazy("1 to 5")),
    ("labels", gettext_lazy("the words of the form")),
]


class TableForm(forms.Form):
    """A table, and how it is to be read."""

    def __init__(self, sites: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        several = list(sites)
        self.fields["table"] = forms.FileField(
            label=gettext_lazy("table"),
            help_text=gettext_lazy(
                "CSV with one row a person and day: person (the pseudonym), date, nrs_medial, P1 to Q4, as far as "
                "there are such columns."
            ),
        )
        self.fields["coding"] = forms.ChoiceField(
            label=gettext_lazy("how the answers are coded"), choices=_CODINGS, required=False
        )
        self.fields["missing"] = forms.CharField(
            label=gettext_lazy("numbers that stand for no answer"),
            required=False,
            max_length=60,
            help_text=gettext_lazy("Such as -9, with a blank between several."),
        )
        self.fields["site"] = forms.ModelChoiceField(
            label=gettext_lazy("clinic"), queryset=sites, empty_label=None, initial=several[0].pk if several else None
        )
        if len(several) == 1:
            self.fields["site"].widget = forms.HiddenInput()

    def clean_table(self) -> Any:
        """Refuse what is no table of answers by its size alone."""
        table = self.cleaned_data["table"]
        if table.size > _MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than a table of answers is. Import it in pieces."))
        return table

    def clean_missing(self) -> list[float]:
        """Take the numbers."""
        try:
            return [float(word) for word in self.cleaned_data["missing"].replace(",", " ").split()]
        except ValueError:
            raise forms.ValidationError(_("Numbers only.")) from None


@role_needed(*ASKS)
def import_answers(request: HttpRequest) -> HttpResponse:
    """Show what a table would add, and add it when that is confirmed."""
    sites = sites_of(request.user, *ASKS)
    if request.POST.get("sealed"):
        return _confirmed(request, sites)
    form = TableForm(sites, request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        raw = asked["table"].read()
        order = {"coding": asked["coding"], "missing": asked["missing"], "site": asked["site"].pk}
        told |= _looked(request, raw, order, asked["site"], _plain(asked["table"].name))
    return render(request, "outcomes/import_answers.html", told)


def _looked(request: HttpRequest, raw: bytes, order: dict[str, Any], site: Any, name: str) -> dict[str, Any]:
    try:
        table, items = _read(raw, order, request.user, site, name)
    except FootwiseError as error:
        return {"trouble": in_words_of_the_page(str(error))}
    first = {Fate.REFUSED: 0, Fate.ADDED: 1, Fate.SAME: 2}
    shown = sorted(items, key=lambda item: (first[item.fate], item.row))
    order |= {"raw": b64encode(zlib.compress(raw)).decode(), "name": name, "user": request.user.pk}
    return {
        "items": shown[:_SHOWN],
        "more": max(0, len(items) - _SHOWN),
        "counts": counted(items),
        "notes": [in_words_of_the_page(one) for one in table.notes],
        "unread": table.unread,
        "simulated": table.simulated,
        "sealed": _seal().close(json.dumps(order)),
    }


def _confirmed(request: HttpRequest, sites: Any) -> HttpResponse:
    """Look through the table once more: what has changed meanwhile is not added unseen."""
    try:
        order = parse_json(_seal().open(request.POST["sealed"]))
    except (Unsealable, ValueError):
        order = {}
    site = sites.filter(pk=order.get("site")).first()
    if site is None or order.get("user") != request.user.pk:
        messages.error(request, _("The table has to be chosen again."))
        return redirect("import_answers")
    try:
        _table, items = _read(zlib.decompress(b64decode(order["raw"])), order, request.user, site, order["name"])
    except FootwiseError as error:
        return render(request, "outcomes/import_answers.html", {"trouble": str(error), "form": TableForm(sites)})
    added = add_all(items, request.user)
    said = ngettext("One entry was added.", "%(added)d entries were added.", added) % {"added": added}
    messages.success(request, said if added else _("Nothing was added."))
    return redirect("import_answers")


def _read(raw: bytes, order: dict[str, Any], user: Any, site: Any, name: str) -> tuple[Any, list[Item]]:
    from footwise.jobs import read_answered_rows

    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        # Only its owner may look into such a folder, and it goes at once.
        path = Path(folder) / "table.csv"
        path.write_bytes(raw)
        try:
            table = read_answered_rows(path, coding=order["coding"] or None, missing_codes=order["missing"])
        except FootwiseError as error:
            raise FootwiseError(name, error.trouble, error.remedy, error.kind) from None
    if len(table.rows) > MOST_ROWS:
        trouble = f"has {len(table.rows)} rows, and {MOST_ROWS} are taken at once"
        raise FootwiseError(name, trouble, "Import it in pieces")
    return table, look_through(table, user, site)


def _seal() -> Seal:
    return Seal.from_secret("import of answers " + settings.HOME.secret("web"))


def _plain(name: str) -> str:
    """Give the name of a file as it may be shown: its last part, and no longer than names are."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:80] or "table.csv"
