"""The clinician's page of practice at home: what is practised, which phones are let in, and the sheet with the code."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Consent, Person
from footwise.clinic.phone.course import may_practise_again, pause_in_force
from footwise.clinic.phone.forms import HomePlanForm, as_typed, signed_as_typed
from footwise.clinic.phone.models import HomeCourse, HomePlan, Phone, RefusedPacket
from footwise.clinic.phone.qr import qr_path
from footwise.clinic.phone.sensor_notices import notices_in_words
from footwise.clinic.phone.shell_page import language_word
from footwise.clinic.phone.way_in import VALID, make_phone_link, revoke
from footwise.clinic.phone.words import hindered_in_words, pause_in_words


def _person(request: HttpRequest, pk: UUID) -> Person:
    mine = Person.objects.for_user(request.user, Role.CLINICIAN).select_related("site")
    one: Person = get_object_or_404(mine, pk=pk)
    return one


@role_needed(Role.CLINICIAN)
def phones(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a person practises at home and with which phones; say anew what is practised."""
    one = _person(request, pk)
    agreed = Consent.in_force(pk)
    plan = HomePlan.objects.for_user(request.user).filter(person=one).first()
    signed, typed = signed_as_typed(pk), as_typed(pk, plan)
    form = HomePlanForm(request.POST or None, initial=typed)
    if request.method == "POST" and agreed and form.is_valid():
        with transaction.atomic():
            form.plan_for(one, request.user).save()
        return redirect("phones", pk=pk)
    course = HomeCourse.objects.for_user(request.user).filter(person=one).first()
    told = {
        "person": one,
        "agreed": agreed,
        "course": course,
        "hindered": hindered_in_words(course.content) if course else [],
        "pause": pause_in_words(pause_in_force(course.content)) if course else None,
        "notices": notices_in_words(course.content) if course else [],
        "refused": list(RefusedPacket.objects.for_user(request.user).filter(person=one)[:20]),
        "plan": plan,
        "signed": signed,
        "another_than_signed": plan is not None
        and bool(signed)
        and not any(one.items() <= typed.items() for one in signed),
        "page_language": language_word(get_language() or ""),
        "form": form,
        "phones": list(Phone.objects.for_user(request.user).filter(person=one)),
    }
    return render(request, "phone/phones.html", told)


@role_needed(Role.CLINICIAN)
@require_POST
def practise_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody has talked to a person whom the stop rule has stopped."""
    one = _person(request, pk)
    with transaction.atomic():
        may_practise_again(one.pk)
    return redirect("phones", pk=pk)


@role_needed(Role.CLINICIAN)
@require_POST
def phone_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a code for a person's phone; it is shown once, here, to be printed or photographed."""
    one = _person(request, pk)
    if not Consent.in_force(pk):
        return redirect("phones", pk=pk)
    code, until = make_phone_link(one.pk, request.user.pk)
    language = language_word(get_language() or "")
    page = request.build_absolute_uri(reverse("practice_page", args=[language]))
    # Behind the sign the code reaches no server's log, and no program that only looks at links uses it up.
    picture = qr_path(f"{page}#code={code}")
    told = {"person": one, "code": code, "until": until, "page": page, "picture": picture, "days": VALID.days}
    told["page_language"] = language
    return render(request, "phone/link.html", told)


@role_needed(Role.CLINICIAN)
@require_POST
def revoke_phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a phone in no more: it was lost, or is somebody else's now."""
    with transaction.atomic():
        one = get_object_or_404(Phone.objects.for_user(request.user), pk=pk)
        revoke(one, request.user)
    return redirect("phones", pk=one.person_id)
