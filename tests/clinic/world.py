"""Two clinics, Ash and Birch, with staff of every role and a person each; and whoever may try to look in."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from tests.clinic.prescribing.prepared import prepared_analysis

from footwise.clinic.accounts import Membership, Role, Site, User
from footwise.clinic.accounts.adapters import SecondFactorAdapter
from footwise.clinic.keeping import put_into_bin
from footwise.clinic.live import LiveSession, open_live
from footwise.clinic.outcomes import (
    CartilageVisit,
    PainRating,
    Practice,
    Questionnaire,
    Source,
    keep_images,
    note,
    note_regions,
)
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.phone import Joined, Phone, join, make_phone_link
from footwise.clinic.prescribing import Analysis, Plan, Target, agree_plan, make_plan, sign
from footwise.clinic.recordings import Recording, begin, take_piece
from footwise.clinic.sharing import Share
from footwise.clinic.work import ask_for

# Begins as a C3D file does.
WALK = b"\x02\x50" + bytes(600) + b"a walk of somebody"
PASSWORD = "a long walk in the woods"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Clinic:
    """A clinic and all that is in it."""

    site: Site
    administrator: User
    clinician: User
    assessor: User
    person: Person
    consent: Consent
    visit: Visit
    other_visit: Visit
    recording: Recording
    arriving: Recording
    binned: Person
    rating: PainRating
    form: Questionnaire
    practice: Practice
    cartilage: CartilageVisit
    images: UUID
    phone: Phone
    live: LiveSession
    analysis: Analysis
    target: Target
    plan: Plan

    def words(self) -> set[str]:
        """What nobody of another clinic may ever read."""
        return {
            self.site.name, self.person.pseudonym, self.consent.form_version, str(self.person.pk), str(self.visit.pk),
            self.recording.name, str(self.recording.pk), self.binned.pseudonym, str(self.binned.pk),
            str(self.rating.pk), str(self.form.pk), str(self.practice.pk),
            str(self.cartilage.pk), str(self.images),
            str(self.live.pk), self.live.content["code"],
            self.administrator.email, self.clinician.email,
            self.assessor.email, str(self.target.pk), self.target.content["reason"],
        }  # fmt: skip


@dataclass(frozen=True)
class World:
    """Both clinics, three who belong to none, and two of Birch with whom somebody of Ash is or was shared."""

    ash: Clinic
    birch: Clinic
    former: User
    nowhere: User
    unproven: User
    guest: User
    late_guest: User
    share: Share

    def readers(self) -> dict[str, User | None]:
        """Whoever may open an address, by what they are to Ash."""
        return {
            "administrator": self.ash.administrator,
            "clinician": self.ash.clinician,
            "assessor": self.ash.assessor,
            "another clinic's administrator": self.birch.administrator,
            "another clinic's clinician": self.birch.clinician,
            "another clinic's assessor": self.birch.assessor,
            "former clinician": self.former,
            "without a clinic": self.nowhere,
            "without a second factor": self.unproven,
            "with a share": self.guest,
            "whose share has ended": self.late_guest,
            "nobody": None,
        }


def make_user(name: str, *, proven: bool = True) -> User:
    """Somebody with a password and, as all staff must have, a second factor."""
    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name)
    if proven:
        secret = SecondFactorAdapter().encrypt(TOTP_SECRET)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return user


def make_clinic(name: str) -> Clinic:
    """A clinic with three who work there and one person."""
    site = Site(name=f"{name} clinic")
    site.save()
    staff = {role: make_user(f"{name}-{role}") for role in Role}
    for role, user in staff.items():
        Membership(user=user, site=site, role=role).save()
    person = Person(
        site=site, pseudonym=f"{name[0]}-person-{name.upper()}", year_of_birth=1958, sex="female", affected_side="left",
        mass_kg=71, height_cm=164,
    )  # fmt: skip
    person.save()
    today = timezone.localdate()
    consent = Consent(person=person, form_version=f"form-{name}", given_on=today, noted_by=staff[Role.CLINICIAN])
    consent.save()
    visit = Visit(person=person, on=today, purpose="measurement")
    visit.save()
    other_visit = Visit(person=person, on=today - dt.timedelta(days=30), purpose="control")
    other_visit.save()
    whole, arriving = (begin(visit, f"walk-{name}-{k}.c3d", len(WALK), "", staff[Role.CLINICIAN]) for k in (1, 2))
    take_piece(staff[Role.CLINICIAN], whole.pk, 0, WALK, sha256(WALK).hexdigest())
    whole.refresh_from_db()
    binned = Person(
        site=site, pseudonym=f"{name[0]}-gone-{name.upper()}", year_of_birth=1944, sex="male", affected_side="right",
        mass_kg=90, height_cm=181,
    )  # fmt: skip
    binned.save()
    put_into_bin(binned, staff[Role.CLINICIAN], f"added twice in {name}")
    said = {
        "person": person.pk, "day": other_visit.on, "source": Source.PERSON, "user": staff[Role.ASSESSOR],
    }  # fmt: skip
    rating = note(PainRating, slot="left medial", figures={"rating": 4.0}, **said).row
    begun = {"answers": {"P1": "2"}, "coding": "0-4", "language": "en", "scores": {}, "reasons": {}}
    analysis = prepared_analysis(visit)
    target = sign(staff[Role.CLINICIAN], analysis.pk, -5, reason=f"the hip hurts in {name}")
    plan = make_plan(staff[Role.CLINICIAN], target.pk, today, [today.weekday()])
    plan = agree_plan(staff[Role.CLINICIAN], target.pk)
    form = note(Questionnaire, slot="koos", figures=begun, finished=False, **said).row
    regions = {"regions": [{"region": "medial femur", "mean_ms": 41.5, "sd_ms": 3.0, "used": 90.0, "reason": ""}]}
    cartilage = note_regions(person.pk, today, "T1rho left", regions, staff[Role.CLINICIAN]).row
    images = keep_images(
        person, today, "T2 left", [("image", "t2.nii", [b"no image"])], {"times_ms": [], "ready": True}
    )
    ask_for("cartilage", images)
    code, _ = make_phone_link(person.pk, staff[Role.CLINICIAN].pk)
    joined = join(code, f"the browser of {name}")
    assert isinstance(joined, Joined)
    phone = Phone.everything.get(pk=joined.phone)
    return Clinic(
        site,
        *(staff[role] for role in Role),
        person,
        consent,
        visit,
        other_visit,
        whole,
        arriving,
        binned,
        rating,
        form,
        note(Practice, slot="diary", figures={"minutes": 12.0}, **said).row,
        cartilage,
        images,
        phone,
        open_live(person, staff[Role.CLINICIAN]),
        analysis,
        target,
        plan,
    )


def make_world() -> World:
    """Make all of it."""
    ash, birch = make_clinic("Ash"), make_clinic("Birch")
    former, nowhere, unproven = make_user("Former"), make_user("Nowhere"), make_user("Unproven", proven=False)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership(user=former, site=ash.site, role=Role.CLINICIAN, ends_on=yesterday).save()
    Membership(user=unproven, site=ash.site, role=Role.CLINICIAN).save()
    guest, late_guest = make_user("Guest"), make_user("Late-guest")
    for user in (guest, late_guest):
        Membership(user=user, site=birch.site, role=Role.CLINICIAN).save()
    by, today = ash.clinician, timezone.localdate()
    share = Share(person=ash.person, colleague=guest, shared_by=by, until=today + dt.timedelta(days=1))
    share.save()
    Share(person=ash.person, colleague=late_guest, shared_by=by, until=yesterday, may_enter=True).save()
    return World(ash, birch, former, nowhere, unproven, guest, late_guest, share)


def browser_of(user: User | None) -> Client:
    """A browser in which somebody is logged in; trouble in a page is a trouble of the test."""
    client = Client(raise_request_exception=True, headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def prove(browser: Client) -> None:
    """As if they had shown a moment ago who they are."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
