"""From pictures to points: the pose model, cameras and their calibration, and points in the room."""
