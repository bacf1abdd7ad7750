"""Sessions and walkers that several tests share."""

from scipy.spatial.transform import Rotation

from footwise.coaching import Block, CoachSession, SessionPlan, coach
from footwise.simulation import WalkerSource


def plan(session=1, sides=("left",), practice_s=120.0, retention_s=30.0, share=1.0, **values):
    """A short session."""
    blocks = (Block(session, practice_s, share), Block(session, retention_s, 0.0, purpose="retention"))
    target = {} if "target_deg" in values else {"change_deg": -10.0}
    return SessionPlan(session, sides, blocks, **{**target, **values})


def random_rotation(seed):
    """A mounting of a sensor."""
    return Rotation.random(random_state=seed).as_matrix()


class Clock:
    """A session's clock that goes on by a millisecond whenever it is looked at, and whenever it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        self.now += 0.001
        return self.now


def walked(a_plan, source=None, **keywords):
    """The whole of a session, with a walker who hears the cues."""
    source = source or WalkerSource(a_plan)
    hears = [source.hear] if hasattr(source, "hear") else []
    session = CoachSession(a_plan, on_cue=[*keywords.pop("on_cue", []), *hears], **keywords)
    return coach(session, source)


def of_kind(records, kind):
    return [record for record in records if record["kind"] == kind]


class RowsSource:
    """Packets that a test has made."""

    name = "rows"
    simulated = True
    notes = ()

    def __init__(self, packets):
        self._packets = iter(packets)

    def read(self):
        packet = next(self._packets, None)
        return None if packet is None else [packet]

    def close(self):
        pass
