"""Cartilage is taken in as the table that `footwise cartilage` writes, or measured from images by a worker."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import CartilageVisit, PainRating, measure_images, outcome_lines
from footwise.clinic.outcomes.models import CartilageImage
from footwise.clinic.work import Job
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import no_progress
from footwise.simulation.relaxation_phantom import REGIONS_MS, relaxation_phantom, write_phantom

TABLE = b"person,week,map,region,mean_ms,sd_ms,voxels,used,excluded_pct,excluded_why,reason,simulated\n"


@pytest.fixture
def browser(world):
    return browser_of(world.ash.assessor)


@pytest.fixture(scope="module")
def phantom(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phantom")
    write_phantom(folder, relaxation_phantom((16, 16, 2)))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def text(answer) -> str:
    return answer.content.decode()


def give(browser, world, **told):
    sent = {"day": "2026-03-02", "side": "left", "map": "T1rho", **told}
    return browser.post(reverse("add_cartilage", args=[world.ash.person.pk]), sent, follow=True)


def table(raw):
    return SimpleUploadedFile("regions.csv", raw)


def mine(world):
    return list(CartilageVisit.of_person(world.ash.person.pk).filter(day="2026-03-02"))


def test_a_table_of_regions_is_taken_in_once(world, browser):
    raw = TABLE + f"{world.ash.person.pseudonym},1,T1rho,medial femur,41.25,3.1,90,88,2.2,2 too near,,true\n".encode()
    page = text(give(browser, world, table=table(raw)))
    assert "41.2" in page and "SIMULATED" in page and "no change is claimed" in page
    assert "nothing was added" in text(give(browser, world, table=table(raw)))
    (one,) = mine(world)
    assert one.figures["regions"][0]["mean_ms"] == 41.25 and one.figures["simulated"]
    other = raw.replace(b"41.25", b"45")
    assert "Something else stands there of this day." in text(give(browser, world, table=table(other)))
    page = text(browser.get(reverse("outcomes", args=[world.ash.person.pk])))
    assert "Cartilage, T1ρ" in page and "medial femur, left knee" in page


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"label,mean_ms\n1,40\n", "has no column &#x27;region&#x27;"),
        (TABLE + b"SOMEBODY,1,T1rho,a,40,,,,,,,\n", "is of the person &#x27;somebody&#x27;"),
        (TABLE + b",1,T2,a,40,,,,,,,\n", "is of the map &#x27;t2&#x27;"),
        (TABLE + b",1,T1rho,a,40,,,,,,,\n,52,T1rho,b,40,,,,,,,\n", "holds several visits"),
        (TABLE + b",1,T1rho,a,40,,,,,,,\n,1,T1rho,a,41,,,,,,,\n", "has the region &#x27;a&#x27; twice"),
        (TABLE + b",1,T1rho,a,=1+1,,,,,,,\n", "is no number"),
        (bytes(range(200)), "is not a text file"),
    ],
)
def test_a_table_that_is_none_is_said_in_a_sentence(world, browser, raw, said):
    page = text(give(browser, world, table=table(raw)))
    assert said in page and "/tmp/" not in page and not mine(world)


def test_either_a_table_or_images(world, browser):
    assert "either the table of regions or images" in text(give(browser, world))
    image = SimpleUploadedFile("a.nii.gz", b"x")
    assert "there are no regions" in text(give(browser, world, images=[image]))
    assert "Numbers only." in text(give(browser, world, images=[image], labels=image, times="no"))


def test_images_are_measured_by_a_worker_and_lie_sealed(world, browser, phantom):
    images = [SimpleUploadedFile(f"tsl_{k}.nii.gz", phantom[f"tsl_{k}.nii.gz"]) for k in range(7)]
    page = give(
        browser, world, images=images, times="0 10 20 30 40 60 80",
        labels=SimpleUploadedFile("../labels.nii.gz", phantom["labels.nii.gz"]),
        regions=SimpleUploadedFile("regions.toml", phantom["regions.toml"]),
    )  # fmt: skip
    assert "It goes on when this page is closed." in text(page)
    job = Job.objects.filter(kind="cartilage").latest("asked_at")
    kept = list(CartilageImage.everything.filter(together=job.subject))
    assert len(kept) == 9 and all(phantom["labels.nii.gz"][:40] not in one.file.read_bytes() for one in kept)
    with acting_as(Actor(job.asked_by, job.asked_by_id)), transaction.atomic():
        measure_images(job.subject, no_progress)()
        job.state = "done"
        job.save()
    (one,) = mine(world)
    means = [region["mean_ms"] for region in one.figures["regions"]]
    np.testing.assert_allclose(means, list(REGIONS_MS.values()), rtol=0.05)
    assert one.figures["simulated"] and one.noted_by == world.ash.assessor
    shown = browser.get(reverse("cartilage_images", args=[job.subject]))
    assert shown.url == reverse("cartilage", args=[one.pk])


def test_what_is_wrong_with_images_is_one_sentence(world):
    with acting_as(Actor("test", world.ash.clinician.pk)), pytest.raises(FootwiseError) as caught:
        measure_images(world.ash.images, no_progress)
    assert "t2.nii" in str(caught.value) and "/tmp" not in str(caught.value)


def test_an_extra_that_is_missing_is_one_sentence(world, monkeypatch):
    def missing(*_, **__):
        raise FootwiseError("nibabel", "is not installed, and footwise cartilage needs it", "", ErrorKind.MISSING_EXTRA)

    monkeypatch.setattr("footwise.jobs.cartilage.read_ready_map", missing)
    with acting_as(Actor("test", world.ash.clinician.pk)), pytest.raises(FootwiseError, match="nibabel: is not inst"):
        measure_images(world.ash.images, no_progress)


def test_all_of_it_as_a_table_that_runs_no_formula(world, browser):
    with acting_as(Actor("test")):
        one = CartilageVisit.everything.get(pk=world.ash.cartilage.pk)
        one.content = {**one.content, "figures": {"regions": [{"region": '=cmd|"x"', "mean_ms": 40.0, "reason": "@x"}]}}
        one.save()
        rating = PainRating.everything.get(pk=world.ash.rating.pk)
    answer = browser.get(reverse("export_outcomes", args=[world.ash.person.pk]))
    lines = text(answer).splitlines()
    assert "attachment" in answer.headers["Content-Disposition"] and lines[0].startswith("person,date,outcome,where")
    assert f"{world.ash.person.pseudonym},{rating.day},nrs_medial_pain_0_10_worse,left,4.0,,person," in lines
    assert not [cell for line in lines for cell in line.split(",") if cell[:1] in ("=", "@", "+")]
    assert "practice" not in text(answer)
    told = "".join(outcome_lines(world.ash.person, world.ash.clinician))
    assert "practice_minutes,diary,12.0" in told and f"{timezone.localdate()}" in told
