"""From pictures to points: `cameras`, the `people` in the clips, and the `room` they walk in."""
