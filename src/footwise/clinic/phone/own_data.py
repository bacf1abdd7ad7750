"""All that a clinic holds of a person's own practice and answers, for themselves: to read, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, figure, score_name
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.phone.course import course_told
from footwise.clinic.phone.models import HomeCourse, HomePlan, Phone
from footwise.clinic.phone.words import plan_in_words, whys_in_words
from footwise.clinic.prescribing import Target, letters_in_force

Section = dict[str, Any]


def own_data(person: UUID) -> dict[str, Any]:
    """Give what is held of a person, of them alone, in the reader's language.

    Returns
    -------
    dict
        ``sections`` to be read (``title``, ``head`` and ``rows``, or ``points``), and ``data``, the same for programs.
    """
    one = Person.everything.select_related("site").get(pk=person)
    told: dict[str, Any] = {
        "consents": list(Consent.everything.filter(person=person).order_by("given_on")),
        "visits": list(Visit.everything.filter(person=person).order_by("on")),
        "targets": list(Target.everything.filter(person=person).order_by("signed_at")),
        "plans": list(HomePlan.everything.filter(person=person).order_by("made_at")),
        "practice": list(Practice.of_person(person)),
        "pain": list(PainRating.of_person(person)),
        "forms": list(Questionnaire.of_person(person)),
        "phones": list(Phone.everything.filter(person=person).order_by("joined_at")),
    }
    course = HomeCourse.everything.filter(person=person).first()
    hindered = course.content.get("hindered", []) if course else []
    letters = letters_in_force(one)
    return {
        "clinic": str(one.site),
        "person": one.pseudonym,
        "made": timezone.now().isoformat(timespec="seconds"),
        "sections": [section for section in _sections(one, told, hindered, letters) if _says(section)],
        "data": _for_programs(one, told, hindered, letters),
    }


def _says(section: Section) -> bool:
    return bool(section.get("rows") or section.get("points"))


def _sections(
    person: Person, told: dict[str, Any], hindered: list[dict[str, Any]], letters: list[Any]
) -> Iterator[Section]:
    yield {
        "title": _("About you"),
        "points": [
            f"{name}: {value}"
            for name, value in (
                (_("clinic"), person.site),
                (_("pseudonym"), person.pseudonym),
                (_("year of birth"), person.year_of_birth),
                (_("sex"), person.get_sex_display()),
                (_("affected knee"), person.get_affected_side_display()),
                (_("mass (kg)"), figure(person.mass_kg)),
                (_("height (cm)"), figure(person.height_cm)),
            )
        ],
    }
    yield {
        "title": _("Your agreement"),
        "head": [_("version of the form"), _("signed on"), _("withdrawn on")],
        "rows": [[one.form_version, _day(one.given_on), _day(one.withdrawn_on)] for one in told["consents"]],
    }
    yield {
        "title": _("Visits"),
        "head": [_("day"), _("what for")],
        "rows": [[_day(one.on), one.get_purpose_display()] for one in told["visits"]],
    }
    yield {
        "title": _("What was signed for you"),
        "head": [_("day"), _("Foot"), _("change (°, + outwards)"), _("foot angle (°, + outwards)")],
        "rows": [
            [
                _day(timezone.localdate(one.signed_at)),
                one.get_side_display(),
                figure(one.change_deg),
                figure(one.target_deg),
            ]
            for one in told["targets"]
        ],
    }
    yield {
        "title": _("What is practised at home"),
        "head": [_("day"), _("What is practised")],
        "rows": [[_day(timezone.localdate(one.made_at)), plan_in_words(one.content)] for one in told["plans"]],
    }
    yield {
        "title": _("Practice"),
        "head": [_("day"), _("minutes"), _("steps"), _("steps that were right"), _("who said it")],
        "rows": [_practised(one) for one in told["practice"]],
    }
    yield {
        "title": _("Pain, 0 to 10"),
        "head": [_("day"), _("where"), _("pain"), _("who said it")],
        "rows": [[_day(one.day), one.where, figure(one.rating), one.said_by] for one in told["pain"]],
    }
    for form in told["forms"]:
        yield _form(form)
    yield {
        "title": _("What got in the way"),
        "head": [_("day"), _("what you said")],
        "rows": [[_day(date.fromisoformat(one["day"])), ", ".join(whys_in_words(one["why"]))] for one in hindered],
    }
    yield {
        "title": _("Phones that were let in"),
        "head": [_("came in on"), _("let in no more since")],
        "rows": [
            [_day(timezone.localdate(one.joined_at)), _day(one.revoked_at and timezone.localdate(one.revoked_at))]
            for one in told["phones"]
        ],
    }
    to_doctor = _("Letter to your doctor")
    for letter in letters:
        yield {"title": f"{to_doctor}: {letter.title}", "points": list(_letter(letter))}


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _practised(one: Practice) -> list[str]:
    feet = one.figures.get("feet", {}).values()
    steps, right = (sum(foot[name] for foot in feet) for name in ("steps", "steps_in_band"))
    counted = [str(steps), str(right)] if feet else ["", ""]
    return [_day(one.day), figure(one.figures["minutes"]), *counted, one.said_by]


def _form(form: Questionnaire) -> Section:
    # A2 before A10, as on the paper.
    answers = dict(
        sorted(form.figures["answers"].items(), key=lambda item: (item[0].rstrip("0123456789"), len(item[0]), item[0]))
    )
    scores = [f"{score_name(name)}: {figure(value)}" for name, value in form.figures["scores"].items()]
    unfinished = _("not finished")
    title = f"{form.name}, {_day(form.day)}"
    return {
        "title": title if form.finished else f"{title} ({unfinished})",
        "points": [form.said_by, *scores],
        "head": [_("item"), _("answer")],
        "rows": [[item, "" if answer is None else str(answer)] for item, answer in answers.items()],
    }


def _letter(letter: Any) -> Iterator[str]:
    if letter.banner:
        yield letter.banner
    yield from (f"{name}: {value}" for name, value in letter.facts)
    yield letter.lead
    for section in letter.sections:
        yield section.heading
        yield from section.paragraphs
        rows = (section.head, *section.rows) if section.rows else ()
        yield from (" · ".join(cell for cell in row if cell) for row in rows)
        yield from section.points
        yield from section.after
    yield from letter.signed


def _for_programs(
    person: Person, told: dict[str, Any], hindered: list[dict[str, Any]], letters: list[Any]
) -> dict[str, Any]:
    outcomes = {
        name: [
            {"day": one.day.isoformat(), "what": one.slot, "said_by": one.content["source"], **one.figures}
            for one in told[name]
        ]
        for name in ("practice", "pain", "forms")
    }
    return {
        **outcomes,
        "consents": [
            {
                "form_version": one.form_version,
                "signed_on": one.given_on.isoformat(),
                "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            }
            for one in told["consents"]
        ],
        "visits": [{"day": one.on.isoformat(), "purpose": one.purpose} for one in told["visits"]],
        "targets": [
            {
                "signed_at": one.signed_at.isoformat(),
                "side": one.side,
                "change_deg": one.change_deg,
                "target_foot_progression_angle_deg": one.target_deg,
            }
            for one in told["targets"]
        ],
        "home_plans": [{"made_at": one.made_at.isoformat(), **one.content} for one in told["plans"]],
        "hindered": [{"day": one["day"], "why": one["why"]} for one in hindered],
        "course": course_told(person.pk),
        "letters": [asdict(letter) for letter in letters],
    }
