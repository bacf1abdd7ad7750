"""What docs/validation.md says of phone video. Alone it prints its sections:

python benchmarks/phone_video.py
"""

import phone_video_alone
import phone_video_cameras
import phone_video_decoder
import phone_video_landmarks
import phone_video_limps
import phone_video_moving
import phone_video_no_floor
import phone_video_sides
import phone_video_simulated
import phone_video_speed
from markdown_table import markdown_table


def part() -> str:
    """The sections of docs/validation.md."""
    return "\n".join(
        (
            phone_video_simulated.part(),
            phone_video_cameras.part(),
            phone_video_landmarks.part(),
            phone_video_alone.part(),
            phone_video_no_floor.part(),
            phone_video_moving.part(),
            phone_video_limps.part(),
            phone_video_sides.part(),
            phone_video_decoder.part(),
            speed_part(),
        )
    )


def speed_part() -> str:
    """Speed and memory."""
    return (
        "## Phone video: speed and memory\n\nMeasured in one run on the machine that wrote this page. The two programs "
        "that look at the same pictures take turns. The aims are for an idle machine: the table gives its load, and "
        "with a load over one a core none of these rates is worth anything.\n\n"
        + markdown_table(phone_video_speed.HEADER, phone_video_speed.measure())
    )


if __name__ == "__main__":
    print(part())
