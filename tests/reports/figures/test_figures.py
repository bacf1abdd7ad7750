from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from footwise.reports.figures import SIDE_LOOKS, StanceCurves, StepAngles, as_svg, stance_curves, step_angles
from footwise.reports.figures.stance_curves import mean_and_sd

LOOK = SIDE_LOOKS["left"]


def test_mean_and_sd_of_whole_curves_are_the_plain_ones():
    curves = np.random.default_rng(1).normal(size=(12, 101))
    mean, sd = mean_and_sd(curves)
    np.testing.assert_allclose(mean, curves.mean(axis=0))
    np.testing.assert_allclose(sd, curves.std(axis=0, ddof=1))


def test_mean_does_not_jump_where_a_step_drops_out():
    shape = np.sin(np.linspace(0, np.pi, 101))
    curves = shape + np.array([[0.0], [0.2], [0.4], [1.0]])
    curves[3, :30] = np.nan
    mean, _ = mean_and_sd(curves)
    np.testing.assert_allclose(mean, shape + 0.4)


def test_mean_stops_where_fewer_than_half_know():
    curves = np.ones((4, 101))
    curves[:2, :10] = np.nan
    curves[:3, 90:] = np.nan
    mean, sd = mean_and_sd(curves)
    assert np.isfinite(mean[:90]).all() and np.isnan(mean[90:]).all()
    np.testing.assert_allclose(sd[:90], 0, atol=1e-12)


@pytest.mark.parametrize("shape", [(0, 101), (1, 101), (5, 101)])
def test_curves_of_nothing(shape):
    nothing = np.full(shape, np.nan)
    assert np.isnan(mean_and_sd(nothing)[0]).all()
    assert stance_curves("KAM", [StanceCurves("left", LOOK, nothing)], "nothing") is None


def test_two_pieces_that_no_step_spans():
    curves = np.ones((3, 101))
    curves[:, 50] = np.nan
    mean, _ = mean_and_sd(curves)
    np.testing.assert_allclose(mean[np.arange(101) != 50], 1)


def test_svg_is_well_formed_and_bare():
    figure = stance_curves("KAM", [StanceCurves("left", LOOK, np.ones((3, 101)))], 'alt <with> "signs" & more')
    svg = as_svg(figure)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'alt <with> "signs" & more'
    assert "font-family" not in svg and "metadata" not in svg and "<style" not in svg


def test_a_figure_gives_the_same_svg_again_and_can_be_changed():
    figure = stance_curves("KAM", [StanceCurves("left", LOOK, np.ones((3, 101)))], "the same")
    svg = as_svg(figure)
    assert as_svg(figure) == svg
    figure.axes[0].set_ylim(0, 7)
    assert as_svg(figure) != svg


def test_left_out_steps_are_hollow():
    angles = np.array([10.0, 11.0, 12.0, np.nan])
    used = np.array([True, False, True, True])
    figure = step_angles("FPA", [StepAngles("left", LOOK, angles, used)], "alt")
    assert "fill: #ffffff" in as_svg(figure)
    figure = step_angles("FPA", [StepAngles("left", LOOK, angles, np.ones(4, bool))], "alt")
    assert "fill: #ffffff" not in as_svg(figure)


def test_no_angles_no_figure():
    assert step_angles("FPA", [StepAngles("left", LOOK, np.array([np.nan]), np.array([True]))], "alt") is None
