"""The walker on the network: a described stream, and lockstep with a coach however fast time runs."""

import json
import os
import threading
from math import inf

import pylsl
import pytest

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import StrideTracker
from footwise.simulation import CueListener, Learner, LearningCurve, LslWalker, SensorImperfections, SimulatedFoot

# Other programs on this machine may have streams too.
NAME = f"footwise_test_{os.getpid()}"


def lsl_walker(learner, **settings):
    foot = SimulatedFoot("left", imperfections=SensorImperfections.none())
    return LslWalker(foot, learner, name=f"{NAME}_left", **settings)


def inlet_of(name):
    (found,) = pylsl.resolve_byprop("name", name, timeout=10.0)
    inlet = pylsl.StreamInlet(found)
    inlet.open_stream(timeout=10.0)
    return inlet


class SimpleCoach(threading.Thread):
    """Says "in" after every stride of which it is asked to, and what it saw."""

    def __init__(self, answers):
        super().__init__(daemon=True)
        self.answers, self.seen, self.stop, self.description = answers, [], threading.Event(), None
        info = pylsl.StreamInfo(f"{NAME}_cues", "Markers", 1, 0.0, "string", f"{NAME}_cues")
        self.outlet = pylsl.StreamOutlet(info)

    def run(self):
        inlet = inlet_of(f"{NAME}_left")
        self.description = inlet.info(timeout=5.0)
        tracker = StrideTracker("left")
        while not self.stop.is_set():
            rows, _ = inlet.pull_chunk(timeout=0.05, max_samples=512, min_samples=1)
            for *motion, time_s in rows:
                stride = tracker.update(time_s, *motion)
                if stride is not None:
                    self.seen.append(stride)
                    if self.answers:
                        self.say("cue", stride, turn="in")
                        self.say("stride", stride, turn="in")

    def say(self, kind, stride, **more):
        marker = {"kind": kind, "side": "left", "mid_stance_s": stride.mid_stance_s, **more}
        self.outlet.push_sample(["no marker of a coach"])
        self.outlet.push_sample([json.dumps(marker)])


def test_a_coach_is_heard_before_the_next_step_however_fast_time_runs():
    coach = SimpleCoach(answers=True)
    coach.start()
    curve = LearningCurve(fast_step_deg=0.0, slow_step_deg=0.25, slow_kept=1.0, step_sd_deg=0.0)
    learner = Learner(6.0, curve)
    walker = lsl_walker(learner, speed=inf, listener=CueListener(f"{NAME}_cues"), patience_s=2.0)
    assert walker.wait_for_coach(10.0)
    walker.stand(2.0)
    truths = []
    assert walker.walk(40 * 1.1, truths.append) == len(truths) == walker.strides
    coach.stop.set()
    coach.join(5.0)
    # Every stride was answered in time, told its cue once, and changed the very next step.
    assert walker.answered == walker.heard == walker.strides == len(coach.seen)
    angles = [truth.foot_progression_angle_deg for truth in truths]
    assert angles == pytest.approx([6.0 - 0.25 * k for k in range(len(angles))])
    found = [stride.sensor_angle_deg for stride in coach.seen if stride.valid]
    assert found == pytest.approx(angles[1:], abs=0.5)
    info = coach.description
    assert info.type() == "IMU"
    assert info.nominal_srate() == 100.0
    assert info.get_channel_labels() == ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "time"]
    assert info.get_channel_units() == ["m/s^2"] * 3 + ["rad/s"] * 3 + ["s"]
    assert info.desc().child_value("side") == "left"


def test_without_a_coach_the_walk_goes_on_at_its_speed():
    walker = lsl_walker(Learner(6.0), speed=20.0)
    inlet = inlet_of(f"{NAME}_left")
    walker.walk(5.0)
    rows, stamps = inlet.pull_chunk(timeout=1.0, max_samples=500)
    assert len(rows) == 500
    # Five seconds in a quarter of one.
    assert 0.15 < stamps[-1] - stamps[0] < 5.5
    assert [row[6] for row in rows[:3]] == pytest.approx([0.0, 0.01, 0.02])


def test_a_set_stop_ends_the_walk():
    stop = threading.Event()
    stop.set()
    walker = lsl_walker(Learner(6.0), stop=stop)
    assert walker.walk() == 0


def test_a_speed_that_makes_no_sense_is_refused():
    with pytest.raises(FootwiseError, match="above 0"):
        lsl_walker(Learner(6.0), speed=0.0)
