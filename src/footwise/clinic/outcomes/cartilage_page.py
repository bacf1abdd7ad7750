"""The pages of cartilage: taking in a table of regions or images, how far their measuring is, and what came of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import role_needed
from footwise.clinic.measuring import in_words_of_the_page
from footwise.clinic.outcomes.cartilage_import import MAPS, keep_images, note_regions, read_regions, slot_of
from footwise.clinic.outcomes.forms import DayField
from footwise.clinic.outcomes.models import SIDE_NAMES, CartilageImage, CartilageVisit
from footwise.clinic.outcomes.noting import Note
from footwise.clinic.outcomes.practice_page import Files
from footwise.clinic.outcomes.row_page import removal, standing, told_of
from footwise.clinic.outcomes.whose import ASKS, person_of, refused_without_consent
from footwise.clinic.work import Job, ask_for
from footwise.errors import FootwiseError

_KIND = "cartilage"
_MOST_TABLE = 2 * 1024 * 1024
_IMAGES = ".nii,.gz,.zip"


class CartilageForm(forms.Form):
    """A table of regions, or images."""

    def __init__(self, affected_side: str, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["day"] = DayField()
        side = affected_side if affected_side in SIDE_NAMES else None
        self.fields["side"] = forms.ChoiceField(
            label=gettext_lazy("which knee"), choices=list(SIDE_NAMES.items()), widget=forms.RadioSelect, initial=side
        )
        self.fields["map"] = forms.ChoiceField(
            label=gettext_lazy("which map"), choices=[(one, one.replace("rho", "ρ")) for one in MAPS]
        )
        self.fields["table"] = forms.FileField(
            label=gettext_lazy("table of regions"),
            required=False,
            help_text=gettext_lazy("The file regions.csv that a measuring of cartilage has written."),
        )
        self.fields["images"] = Files(
            _IMAGES,
            label=gettext_lazy("images"),
            required=False,
            help_text=gettext_lazy(
                "NIfTI, in the order of their times, or the scanner's DICOM files as one zip archive: they are "
                "measured here."
            ),
        )
        self.fields["labels"] = forms.FileField(label=gettext_lazy("label image"), required=False)
        self.fields["regions"] = forms.FileField(
            label=gettext_lazy("names of the labels"), required=False, help_text=gettext_lazy("TOML or CSV.")
        )
        self.fields["times"] = forms.CharField(
            label=gettext_lazy("times in ms"),
            required=False,
            max_length=200,
            help_text=gettext_lazy("Such as 0 10 20 40; with a blank between them, in the order of the images."),
        )
        self.fields["ready"] = forms.BooleanField(
            label=gettext_lazy("the image is a map in ms already"), required=False
        )

    def clean_times(self) -> list[float]:
        """Take the numbers."""
        try:
            return [float(word) for word in self.cleaned_data["times"].replace(",", " ").split()]
        except ValueError:
            raise forms.ValidationError(_("Numbers only.")) from None

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        images = [one for one in told.get("images") or [] if one]
        if not self.errors and bool(told.get("table")) == bool(images):
            raise forms.ValidationError(_("Give either the table of regions or images."))
        if images and not told.get("labels"):
            self.add_error("labels", _("Without a label image there are no regions."))
        if told.get("table") and told["table"].size > _MOST_TABLE:
            self.add_error("table", _("This file is larger than a table of regions is."))
        return told


@role_needed(*ASKS)
def add_cartilage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a table in at once, or images to be measured by a worker."""
    person = person_of(request, pk)
    refused = refused_without_consent(request, person)
    if refused:
        return refused
    form = CartilageForm(person.affected_side, request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"form": form, "person": person}
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        slot = slot_of(asked["map"], asked["side"])
        if not asked["table"]:
            return redirect("cartilage_images", pk=_images(person, slot, asked))
        try:
            figures = _table(asked["table"], person, asked["map"])
        except FootwiseError as error:
            told["trouble"] = in_words_of_the_page(str(error))
        else:
            noted = note_regions(pk, asked["day"], slot, figures, request.user)
            if noted.note is not Note.OTHER:
                if noted.note is Note.SAME:
                    messages.info(request, _("All of it stood there already; nothing was added."))
                return redirect("cartilage", pk=noted.row.pk)
            form.add_error("day", _("Something else stands there of this day. Correct it there."))
    return render(request, "outcomes/add_cartilage.html", told)


def _table(file: Any, person: Any, map_name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        path = Path(folder) / "regions.csv"
        path.write_bytes(file.read())
        try:
            return read_regions(path, person.pseudonym, map_name)
        except FootwiseError as error:
            raise FootwiseError(_plain(file.name), error.trouble, error.remedy, error.kind) from None


def _images(person: Any, slot: str, asked: dict[str, Any]) -> UUID:
    files = [("image", _plain(one.name), one.chunks()) for one in asked["images"]]
    files.append(("labels", _plain(asked["labels"].name), asked["labels"].chunks()))
    if asked["regions"]:
        files.append(("regions", _plain(asked["regions"].name), asked["regions"].chunks()))
    order = {"times_ms": asked["times"], "ready": asked["ready"]}
    together = keep_images(person, asked["day"], slot, files, order)
    ask_for(_KIND, together)
    return together


@role_needed(*ASKS)
@require_safe
def cartilage_images(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far the measuring of images is, and what is wrong with them."""
    first = CartilageImage.objects.for_user(request.user).filter(together=pk).select_related("person__site").first()
    job = Job.objects.filter(kind=_KIND, subject=pk).order_by("-asked_at").first()
    if first is None or job is None:
        raise Http404
    told = first.content
    found = CartilageVisit.objects.for_user(request.user).filter(
        person=first.person, day=told["day"], slot=told["slot"], removed_at__isnull=True
    )
    if job.state == "done" and (row := found.first()):
        return redirect("cartilage", pk=row.pk)
    shown = {"person": first.person, "job": job, "trouble": in_words_of_the_page(job.trouble), "together": pk}
    return render(request, "outcomes/cartilage_images.html", shown)


@role_needed(*ASKS)
@require_safe
def cartilage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the regions of a map."""
    row = standing(request, CartilageVisit, pk)
    told = {**told_of(row, request.user), "map": row.map_name.replace("rho", "ρ"), "where": SIDE_NAMES[row.side]}
    return render(request, "outcomes/cartilage.html", told)


remove_cartilage = removal(CartilageVisit, *ASKS)


def _plain(name: str) -> str:
    """Give the last part of a file's name, of letters that every disk takes."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in last)[-80:] or "file"
