import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.followup import published_repeatability, repeatability


def scans(*means: float) -> pd.DataFrame:
    return pd.DataFrame([{"person": "a", "map": "T2", "region": "tibia", "mean_ms": mean} for mean in means])


def test_two_scans_and_three() -> None:
    """Of 40 and 42 the SD is 1.414 and the mean 41: 3.449 %."""
    assert repeatability(scans(40.0, 42.0), "T2", "it").cv_pct == pytest.approx(100 * 2**0.5 / 41)
    both = pd.concat([scans(40.0, 42.0), scans(30.0, 30.0, 33.0).assign(person="b")])
    squares = (2.0 / 41**2, 3.0 / 31**2)
    assert repeatability(both, "T2", "it").cv_pct == pytest.approx(100 * ((squares[0] + 2 * squares[1]) / 3) ** 0.5)


def test_the_error_of_a_change_is_that_of_two_visits() -> None:
    published = published_repeatability("T1rho")
    assert published.cv_pct == 3.1 and "Li et al." in published.source
    assert published.error_of_change_ms(40.0) == pytest.approx(2**0.5 * 1.24)


def test_no_region_twice() -> None:
    with pytest.raises(FootwiseError, match="has no region whose T1rho was measured twice"):
        repeatability(scans(40.0, 42.0), "T1rho", "it")
    with pytest.raises(FootwiseError, match="has no region whose T2 was measured twice"):
        repeatability(scans(40.0), "T2", "it")
