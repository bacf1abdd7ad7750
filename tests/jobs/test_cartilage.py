"""Images of cartilage as a job: a map with its regions out, and the same as files."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import CartilageRequest, measure_cartilage, write_cartilage
from footwise.simulation.relaxation_phantom import REGIONS_MS, relaxation_phantom, write_phantom


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phantom")
    write_phantom(folder, relaxation_phantom((24, 24, 4)))
    images = [folder / f"tsl_{k}.nii.gz" for k in range(7)]
    return CartilageRequest(images, labels=folder / "labels.nii.gz", regions=folder / "regions.toml")


def test_a_map_and_its_regions(request_, tmp_path):
    told = []
    measured = measure_cartilage(replace(request_, person="a", week=1.0), lambda *one: told.append(one))
    assert told == [("images", 0, 3), ("movement", 1, 3), ("fit", 2, 3)]
    assert measured.regions is not None and measured.outcomes is not None and measured.change is None
    np.testing.assert_allclose(measured.regions["mean_ms"], list(REGIONS_MS.values()), rtol=0.02)
    assert measured.sentence().startswith("SIMULATED. T1rho of ") and measured.sentence().endswith("4 of 4 regions")
    write_cartilage(measured, tmp_path / "out")
    names = {"fit.json", "outcomes_t1rho.csv", "regions.csv"}
    assert names <= {path.name for path in (tmp_path / "out").iterdir()}
    later = measure_cartilage(replace(request_, person="a", week=52.0, before=tmp_path / "out" / "regions.csv"))
    assert later.change is not None and later.change["baseline_week"].tolist() == [1.0] * 4
    write_cartilage(later, tmp_path / "later")
    assert len(pd.read_csv(tmp_path / "later" / "change.csv")) == 4


def test_a_map_alone(request_, tmp_path):
    measured = measure_cartilage(replace(request_, labels=None, regions=None))
    assert measured.regions is None and "regions" not in measured.sentence()
    write_cartilage(measured, tmp_path / "out")
    assert not (tmp_path / "out" / "regions.csv").exists()


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"relaxation": "T2star"}, "`relaxation`: is 'T2star'. Choose T1rho or T2."),
        ({"week": -3.0}, "`week`: is -3. Count weeks from the enrolment: 0 or more."),
        ({"ready": True}, "`ready`: takes one map, and 7 images were given. Give one."),
        ({"before": "regions.csv"}, "`before`: compares the regions of two visits. Say `labels`, `person` and `week`."),
        ({"times_ms": [0.0, 10.0]}, "`times_ms`: has 2 times for 7 images. Give one time an image."),
        ({"times_ms": [10.0 * (k % 3) for k in range(7)]}, None),
    ],
)
def test_wishes_that_make_no_sense(request_, wishes, trouble):
    with pytest.raises(FootwiseError) as caught:
        measure_cartilage(replace(request_, **wishes))
    if trouble is None:
        assert str(caught.value).startswith("`times_ms`: has times that do not increase")
    else:
        assert str(caught.value) == trouble


def test_a_ready_map_takes_no_times(request_):
    one = replace(request_, images=request_.images[:1], ready=True, noise_sd=1.0)
    with pytest.raises(FootwiseError, match=r"^`ready`: takes a map that is fitted already\. Leave `times_ms` and"):
        measure_cartilage(one)
    with pytest.raises(FootwiseError, match=r"names the regions of a label image\. Give it with `labels`"):
        measure_cartilage(replace(request_, labels=None))
