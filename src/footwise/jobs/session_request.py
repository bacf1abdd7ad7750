"""What a person can ask of a session of coaching."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footwise.foot_sensor.live import HowToCalibrate


@dataclass(frozen=True)
class SessionRequest:
    """What is asked of a session; None where it is left to the course, or to the default in its first session.

    Attributes
    ----------
    source : str or tuple of str
        ``lsl`` or ``lsl:NAME`` for a live stream of a sensor or of markers, ``qtm:HOST`` for the markers of Qualisys
        Track Manager, ``dot`` or ``witmotion`` for radio sensors, ``simulated`` for a simulated walker, or the path of
        a recording; two paths are one file a foot, and ``left=PATH`` says which.
    side : str or None
        Foot that is coached: left, right or both.
    change_deg, target_deg : float or None
        The target, as a change from the natural foot angle or as an angle, toe-out positive.
    prescription : Path or None
        ``prescription.json`` of a visit, which says foot and change.
    session : int or None
        Number in the course; the interrupted one, or the next, without.
    schedule : Path or None
        TOML file with the blocks of the course; kept with the course for its later sessions.
    minutes : float or None
        Length of this session's practice, not the schedule's.
    calibration : HowToCalibrate or None
    band_deg : float or None
        Dead band of this session.
    polarity : str or None
        Where a cue is felt: ``towards`` the turn, or ``away`` from it.
    recalibrate : bool
        The sensor was moved: calibrate again.
    sound : bool
        Give cues as tones.
    sounds : Path or None
        Folder with sounds of one's own.
    cues : tuple of str
        More ways to give the cues: ``osc:HOST:PORT``, ``serial:DEVICE``.
    marker_stream : bool
        Send cues and strides as a marker stream of Lab Streaming Layer.
    speed : float
        Of a recording or a simulated walker; 1 is real time, `math.inf` as fast as it goes.
    seed : int or None
        Which steps of a faded block are told.
    marker_map : Path or None
        TOML file that says which live marker is which.
    column_map : Path or None
        TOML file that says what the columns of a recording are.
    rate_hz : float or None
        Samples a second of a recording without time.
    gravity : str or None
        up or down: which way the accelerometer measures gravity at rest, where a recording or stream does not say it.
    accept_sensor : bool
        Go on with a sensor that is not usable, too.
    live : str
        Address of a clinic in which the session is shown and its log kept; empty for none.
    live_code : str
        Code of the clinic's live session; once this course came in by one, no other is needed.
    """

    source: str | tuple[str, ...] = "lsl"
    side: str | None = None
    change_deg: float | None = None
    target_deg: float | None = None
    prescription: Path | None = None
    session: int | None = None
    schedule: Path | None = None
    minutes: float | None = None
    calibration: HowToCalibrate | None = None
    band_deg: float | None = None
    polarity: str | None = None
    recalibrate: bool = False
    sound: bool = False
    sounds: Path | None = None
    cues: tuple[str, ...] = ()
    marker_stream: bool = True
    speed: float = 1.0
    seed: int | None = None
    marker_map: Path | None = None
    column_map: Path | None = None
    rate_hz: float | None = None
    gravity: str | None = None
    accept_sensor: bool = False
    live: str = ""
    live_code: str = ""
