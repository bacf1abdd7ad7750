"""What the set-ups of OpenSim's tools must know of somebody's model, and these set-ups.

In this order, each reading what the one before has written: inverse kinematics, static optimisation, joint reaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from footwise.errors import FootwiseError
from footwise.recordings.marker_sets import SIDES, label_list
from footwise.recordings.opensim_export.files import document

_LARGEST_BYTES = 64 * 1024 * 1024
# Of actuators that stand in for what no muscle of the model does: N or N·m at full activation. The pelvis, which
# hangs in the air, needs more.
_RESIDUAL, _RESERVE = 100.0, 10.0
_COORDINATES_HZ = 6.0
RESULTS = "results"


@dataclass(frozen=True)
class OpenSimModel:
    """Names in a model.

    Attributes
    ----------
    path : Path
    markers : tuple of str
    feet : dict
        Side to the body that the ground pushes.
    knees : tuple of str
        Joints.
    free, others : tuple of str
        Coordinates that are not locked: of joints to the ground, and of all other joints.
    """

    path: Path
    markers: tuple[str, ...]
    feet: dict[str, str]
    knees: tuple[str, ...]
    free: tuple[str, ...]
    others: tuple[str, ...]


def read_model(path: Path) -> OpenSimModel:
    """Read the names that set-ups need from a model of OpenSim 3 or 4.

    Raises
    ------
    FootwiseError
        No model, or one without a foot or a knee of each side.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise FootwiseError(path, "is larger than a model of OpenSim", "Name the scaled model (.osim)")
        root = ElementTree.parse(path).getroot()
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check the name and the folder") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise FootwiseError(path, f"is no XML ({error})", "Name the scaled model (.osim)") from None
    if root.tag != "OpenSimDocument" or root.find("Model") is None:
        raise FootwiseError(path, "is no model of OpenSim", "Name the scaled model (.osim)")
    bodies = _names(root, "Body")
    feet = {
        side: body
        for side in SIDES
        for stem in ("talus", "foot", "calcn", "calcaneus")
        for body in bodies
        if body.lower() in (f"{stem}_{side[0]}", f"{side[0]}_{stem}", f"{stem}_{side}", f"{side}_{stem}")
    }
    joints = [one for one in root.iter() if one.tag.endswith("Joint") and one.get("name")]
    knees = tuple(dict.fromkeys(str(one.get("name")) for one in joints if "knee" in str(one.get("name")).lower()))
    if len(feet) < 2 or not knees:
        lacks = "no foot of each side (calcn_r, calcn_l)" if len(feet) < 2 else "no joint that is called a knee"
        raise FootwiseError(
            path, f"has {lacks}; it has {label_list(bodies, 12)}", "Name the bodies and joints as usual"
        )
    to_ground = {id(one) for joint in joints if _is_to_ground(joint) for one in joint.iter("Coordinate")}
    named = [one for one in root.iter("Coordinate") if one.get("name")]
    coordinates = [one for one in named if (one.findtext("locked") or "").strip() != "true"]
    free, others = (
        tuple(dict.fromkeys(str(c.get("name")) for c in coordinates if (id(c) in to_ground) == ground))
        for ground in (True, False)
    )
    return OpenSimModel(path, tuple(_names(root, "Marker")), feet, knees, free, others)


def _names(root: ElementTree.Element, tag: str) -> list[str]:
    return list(dict.fromkeys(str(one.get("name")) for one in root.iter(tag) if one.get("name")))


def _is_to_ground(joint: ElementTree.Element) -> bool:
    return any((one.text or "").strip() in ("ground", "/ground") for one in joint.iter())


def kinematics_xml(model: OpenSimModel, name: str, labels: Sequence[str], span_s: tuple[float, float]) -> str:
    """Set inverse kinematics up for the markers that model and recording share.

    Raises
    ------
    FootwiseError
        They share fewer than a body has places.
    """
    shared = [label for label in model.markers if label in set(labels)]
    if len(shared) < 3:
        raise FootwiseError(
            model.path,
            f"shares {len(shared)} markers with the recording; it has {label_list(model.markers, 12)}",
            "Give its markers the names that they have in the recording",
        )
    tasks = "\n".join(
        f"        <IKMarkerTask name={quoteattr(label)}><apply>true</apply><weight>1</weight></IKMarkerTask>"
        for label in shared
    )
    return document(
        f"""  <InverseKinematicsTool name={quoteattr(name)}>
    <results_directory>{RESULTS}</results_directory>
    <model_file>{escape(model.path.name)}</model_file>
    <time_range>{_span(span_s)}</time_range>
    <marker_file>{escape(name)}.trc</marker_file>
    <output_motion_file>{escape(name)}_ik.mot</output_motion_file>
    <IKTaskSet>
      <objects>
{tasks}
      </objects>
    </IKTaskSet>
  </InverseKinematicsTool>"""
    )


def optimisation_xml(model: OpenSimModel, name: str, span_s: tuple[float, float]) -> str:
    """Set static optimisation up, which divides the load between the muscles."""
    analysis = """        <StaticOptimization name="StaticOptimization">
          <on>true</on>
          <step_interval>1</step_interval>
          <in_degrees>true</in_degrees>
          <use_model_force_set>true</use_model_force_set>
          <activation_exponent>2</activation_exponent>
          <use_muscle_physiology>true</use_muscle_physiology>
        </StaticOptimization>"""
    return _analyse(model, name, span_s, analysis)


def reaction_xml(model: OpenSimModel, name: str, span_s: tuple[float, float]) -> str:
    """Set the joint reaction of the knees up, on the shank and in its axes."""
    analysis = f"""        <JointReaction name="JointReaction">
          <on>true</on>
          <step_interval>1</step_interval>
          <in_degrees>true</in_degrees>
          <forces_file>{RESULTS}/{escape(name)}_StaticOptimization_force.sto</forces_file>
          <joint_names>{escape(" ".join(model.knees))}</joint_names>
          <apply_on_bodies>child</apply_on_bodies>
          <express_in_frame>child</express_in_frame>
        </JointReaction>"""
    return _analyse(model, name, span_s, analysis)


def actuators_xml(model: OpenSimModel) -> str:
    """Give each free coordinate an actuator for what no muscle does; how much they did is to be looked at."""
    strengths = [(name, _RESIDUAL) for name in model.free] + [(name, _RESERVE) for name in model.others]
    actuators = "\n".join(
        f"""      <CoordinateActuator name={quoteattr(f"{name}_reserve")}>
        <min_control>-Infinity</min_control>
        <max_control>Infinity</max_control>
        <coordinate>{escape(name)}</coordinate>
        <optimal_force>{strength:g}</optimal_force>
      </CoordinateActuator>"""
        for name, strength in strengths
    )
    return document(
        f"""  <ForceSet name="reserves">
    <objects>
{actuators}
    </objects>
    <groups />
  </ForceSet>"""
    )


def _analyse(model: OpenSimModel, name: str, span_s: tuple[float, float], analysis: str) -> str:
    return document(
        f"""  <AnalyzeTool name={quoteattr(name)}>
    <model_file>{escape(model.path.name)}</model_file>
    <replace_force_set>false</replace_force_set>
    <force_set_files>{escape(name)}_actuators.xml</force_set_files>
    <results_directory>{RESULTS}</results_directory>
    <output_precision>9</output_precision>
    <initial_time>{span_s[0]:.6f}</initial_time>
    <final_time>{span_s[1]:.6f}</final_time>
    <solve_for_equilibrium_for_auxiliary_states>true</solve_for_equilibrium_for_auxiliary_states>
    <external_loads_file>{escape(name)}_external_loads.xml</external_loads_file>
    <coordinates_file>{escape(name)}_ik.mot</coordinates_file>
    <lowpass_cutoff_frequency_for_coordinates>{_COORDINATES_HZ:g}</lowpass_cutoff_frequency_for_coordinates>
    <AnalysisSet>
      <objects>
{analysis}
      </objects>
      <groups />
    </AnalysisSet>
  </AnalyzeTool>"""
    )


def _span(span_s: tuple[float, float]) -> str:
    return f"{span_s[0]:.6f} {span_s[1]:.6f}"
