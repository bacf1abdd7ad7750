"""Steps from one motion sensor on a shoe: `live`, one sample at a time, and `recorded`, a whole walk at once.

The front door's verb `footwise.foot_sensor` has the name of this room, and as soon as anything in a room is loaded,
Python puts the room in the place of the verb. So this room can be called, and does what the verb does.
"""

import sys
from types import ModuleType
from typing import Any


class _RoomAndVerb(ModuleType):
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Take one foot's accelerometer and gyroscope as arrays; see `foot_sensor_from_arrays`."""
        from footwise.recordings.foot_sensor import foot_sensor_from_arrays

        return foot_sensor_from_arrays(*arguments, **named)


sys.modules[__name__].__class__ = _RoomAndVerb
