"""Which of several phones stood still while they filmed, and what is measured with where one did not."""

from __future__ import annotations

from footwise.gait.film import PhoneMotion, moving, phone_motion, walked_s
from footwise.recordings.film import Camera, PictureLandmarks

Clips = tuple[PictureLandmarks, ...]
# A finger that starts or stops a film shakes the phone.
_TOUCHED_S = 0.4


def phones_of(clips: Clips, still: Clips, cameras: tuple[Camera, ...]) -> dict[str, PhoneMotion | None]:
    """Whether each phone stood still, in the walk and in the neutral stance.

    Parameters
    ----------
    clips, still : tuple of PictureLandmarks
        Of the walk and of the stance, the same phone at the same place in both; `still` may be empty.
    cameras : tuple of Camera
        Of the walk's clips.

    Returns
    -------
    dict of str to PhoneMotion or None
        By the name of the clip of the walk; None where nobody looked, or nobody is seen.
    """
    found: dict[str, PhoneMotion | None] = {}
    for number, (clip, camera) in enumerate(zip(clips, cameras, strict=True)):
        if not clip.is_seen:
            found[clip.name] = None
            continue
        focal_px = float(camera.matrix_px[0, 0])
        stance = still[number] if still else None
        if stance is not None and stance.source == clip.source:
            # The person stands first and walks then.
            found[clip.name] = phone_motion(clip, focal_px, [(_first_seen_s(clip), walked_s(clip)[1])])
            continue
        found[clip.name] = phone_motion(clip, focal_px)
        if stance is None or moving((found[clip.name],)):
            continue
        during = (float(stance.time_s[0]) + _TOUCHED_S, float(stance.time_s[-1]) - _TOUCHED_S)
        if moving((stood := phone_motion(stance, focal_px, during_s=during),)):
            found[clip.name] = stood
    return found


def those_that_stood(
    clips: Clips, still: Clips, cameras: tuple[Camera, ...], phones: dict[str, PhoneMotion | None]
) -> tuple[Clips, Clips, tuple[Camera, ...]]:
    """Leave out the phones that moved, where two others saw the person; else all stay."""
    stood = [k for k, clip in enumerate(clips) if not moving((phones[clip.name],))]
    if len(stood) == len(clips) or sum(clips[k].is_seen for k in stood) < 2:
        return clips, still, cameras
    return (
        tuple(clips[k] for k in stood),
        tuple(still[k] for k in stood) if still else (),
        tuple(cameras[k] for k in stood),
    )


def _first_seen_s(clip: PictureLandmarks) -> float:
    """When the person comes into the picture."""
    seen = (clip.points_px == clip.points_px).all(axis=(1, 2))
    return float(clip.time_s[seen.argmax()])
