"""Run in OpenSim's own environment: make a model of a walk, or run the set-ups that Footwise has written for it."""

import json
import os
import sys
from pathlib import Path


def make_model(told, path):
    """A body of nine segments whose default pose is the posture at one frame, with every marker where it was then.

    All frames of the segments lie along the ground's axes in that pose, so that no anatomy is needed: this shows that
    the files run and fit together, and is no model of a knee.
    """
    import opensim

    model = opensim.Model()
    model.setName("posture")
    at = {name: opensim.Vec3(*place) for name, place in told["origins"].items()}
    bodies = {}
    for name, share in told["shares"].items():
        mass = share * told["mass_kg"]
        body = opensim.Body(name, mass, opensim.Vec3(*told["centres"][name]), opensim.Inertia(*[0.02 * mass] * 3))
        model.addBody(body)
        bodies[name] = body
    zero = opensim.Vec3(0)
    for child, parent in told["parents"].items():
        if parent == "ground":
            joint = opensim.FreeJoint("ground_pelvis", model.getGround(), zero, zero, bodies[child], zero, zero)
            for axis in range(3):
                joint.upd_coordinates(3 + axis).setDefaultValue(at[child].get(axis))
        else:
            offset = opensim.Vec3(*[at[child].get(axis) - at[parent].get(axis) for axis in range(3)])
            name = told["joints"][child]
            joint = opensim.BallJoint(name, bodies[parent], offset, zero, bodies[child], zero, zero)
        model.addJoint(joint)
    for label, (body, place) in told["markers"].items():
        model.addMarker(opensim.Marker(label, bodies[body], opensim.Vec3(*place)))
    model.finalizeConnections()
    model.printToXML(str(path))


def run(folder, name):
    """Run the three set-ups as they were written, in their folder."""
    import opensim

    os.chdir(folder)
    kinematics = opensim.InverseKinematicsTool(f"{name}_1_kinematics.xml")
    done = {"kinematics": bool(kinematics.run())}
    for number, what in ((2, "optimisation"), (3, "joint_reaction")):
        done[what] = bool(opensim.AnalyzeTool(f"{name}_{number}_{what}.xml").run())
    return done


if __name__ == "__main__":
    what, first, second = sys.argv[1:4]
    if what == "model":
        make_model(json.loads(Path(first).read_text(encoding="utf-8")), Path(second))
    else:
        print(json.dumps(run(Path(first).resolve(), second)))
