"""What motion sensors on shoes recorded: readers of every device, and the checks all of them pass."""

from footwise.recordings.foot_sensor.bids_motion import write_bids_motion
from footwise.recordings.foot_sensor.body_places import sensor_place
from footwise.recordings.foot_sensor.c3d_analog import holds_foot_sensor
from footwise.recordings.foot_sensor.from_arrays import foot_sensor_from_arrays
from footwise.recordings.foot_sensor.raw import (
    ACCELERATION_UNITS,
    ANGULAR_VELOCITY_UNITS,
    RawSensor,
    SideNotSaidError,
    acceleration_unit,
    angular_velocity_unit,
    device_clock,
    six_axes,
)
from footwise.recordings.foot_sensor.read import read_foot_sensors
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.sensor_set import SensorSet, read_sensor_set
from footwise.recordings.foot_sensor.soundness import clipped_channels, sound_foot_sensor
from footwise.side_words import side_in

__all__ = [
    "ACCELERATION_UNITS",
    "ANGULAR_VELOCITY_UNITS",
    "FootSensor",
    "RawSensor",
    "SensorSet",
    "SideNotSaidError",
    "acceleration_unit",
    "angular_velocity_unit",
    "clipped_channels",
    "device_clock",
    "foot_sensor_from_arrays",
    "holds_foot_sensor",
    "read_foot_sensors",
    "read_sensor_set",
    "sensor_place",
    "side_in",
    "six_axes",
    "sound_foot_sensor",
    "write_bids_motion",
]
