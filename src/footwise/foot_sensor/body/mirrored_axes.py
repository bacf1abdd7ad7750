"""Whether gyroscope and accelerometer of a sensor that never stands still turn about the same right-handed axes."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from footwise.errors import FootwiseError
from footwise.foot_sensor.body.drift_free import carried, mean_force
from footwise.foot_sensor.recorded import FootStrides, resting_bias
from footwise.recordings.foot_sensor import FootSensor
from footwise.signals import norm, unit

# With the right signs gravity wanders least from stride to stride; with others at least a third more, mostly thrice.
_CLEARLY = 0.5
_FEWEST = 6
_SIGNS = tuple(product((1.0, -1.0), repeat=3))


def refuse_mirrored_axes(sensor: FootSensor, strides: FootStrides, used: NDArray[np.bool_]) -> None:
    """Refuse a gyroscope of which other signs would keep gravity in its place far better.

    Raises
    ------
    FootwiseError
        With the axes to turn.
    """
    used = used & (strides.start_s >= sensor.time_s[0]) & (strides.stop_s <= sensor.time_s[-1])
    if used.sum() < _FEWEST:
        return
    omega = sensor.angular_velocity_rad_s - resting_bias(sensor)
    wanders = []
    for signs in _SIGNS:
        up = unit(mean_force(sensor, carried(sensor.time_s, omega * np.array(signs)), strides, used)[used])
        wanders.append(float(np.median(norm(up[1:] - up[:-1]))))
    best = int(np.argmin(wanders))
    if wanders[best] > _CLEARLY * wanders[0]:
        return
    axes = ", ".join(axis for axis, sign in zip("xyz", _SIGNS[best], strict=True) if sign < 0)
    name = f"{sensor.side} {sensor.place}".strip()
    raise FootwiseError(
        sensor.source,
        f"has left-handed axes in the sensor on the {name}: its gyroscope turns the other way about {axes} than its "
        "accelerometer tilts",
        f"Turn the sign of the gyroscope's {axes} in its table",
    )
