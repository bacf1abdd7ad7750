"""One function a job: what the command line, the clinic, a batch and a notebook call. Films and trials have folders."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.coaching import HOME_MINUTES_PER_DAY, MORE_MINUTES_PER_DAY
    from footwise.jobs.answered_rows import AnsweredRow, AnsweredTable, read_answered_rows
    from footwise.jobs.archives import PackedFile, files_in_archive
    from footwise.jobs.bids_export import export_bids_motion
    from footwise.jobs.c3d_export import export_c3d
    from footwise.jobs.cartilage import CartilageRequest, MeasuredCartilage, measure_cartilage, write_cartilage
    from footwise.jobs.course import write_course
    from footwise.jobs.demo_of_markers import marker_demo
    from footwise.jobs.demo_of_sensors import sensor_demo
    from footwise.jobs.fhir_export import FhirExport, bundle_text, export_fhir, with_outcome_rows
    from footwise.jobs.figures_of_visit import angle_figures, visit_figures
    from footwise.jobs.foot_calibration import how_to_calibrate
    from footwise.jobs.foot_pictures import feet_for_the_person
    from footwise.jobs.home_practice import home_schedule, is_log_record, natural_angles, walk_log
    from footwise.jobs.loads_compared import LoadBetweenDays, load_between_days
    from footwise.jobs.marker_walks import MARKER_WALK_FILES, measure_marker_walks, walk_lines, write_marker_walks
    from footwise.jobs.norm import MadeNorm, make_norm
    from footwise.jobs.one_recording import MARKERS, SENSOR, MeasuredRecording, measure_one_recording
    from footwise.jobs.opensim_export import OpenSimExport, export_opensim
    from footwise.jobs.practised_session import PractisedFoot, PractisedSession, read_practised_session
    from footwise.jobs.progress import Progress, counting, no_progress
    from footwise.jobs.recording_kinds import are_foot_sensor_files
    from footwise.jobs.scores import ScoredTable, score_table, write_scores
    from footwise.jobs.screening import Screening, screen_visit
    from footwise.jobs.sensor_walks import measure_sensor_walks, sensor_walk_lines, write_sensor_walks
    from footwise.jobs.session import CoachedSession, SessionView, coach_session
    from footwise.jobs.session_request import SessionRequest
    from footwise.jobs.simulated_sensors import (
        SimulatedSensors,
        StreamedFoot,
        simulate_sensors,
        stream_foot,
        write_simulated_sensors,
    )
    from footwise.jobs.simulated_study import (
        simulate_study_from,
        write_simulated_study,
        write_walks_without_plates,
    )
    from footwise.jobs.training_plan import CourseSession, course_days, course_sessions
    from footwise.jobs.virtual_course import walk_virtual_course
    from footwise.jobs.virtual_people import VirtualPatient, virtual_patients
    from footwise.jobs.visit import FOR_THE_PERSON, VISIT_FILES, prescribe_visit, visit_sentences, write_visit
    from footwise.jobs.visit_folder import VisitRecording, write_visit_folder
    from footwise.prescription import NoPlatesError
    from footwise.reports.fhir import (
        Answers,
        Document,
        FhirPerson,
        Finding,
        FootPlan,
        PersonYear,
        ReadPatient,
        Sessions,
        parse_patient,
    )
    from footwise.reports.guide import Guide, GuidePart, guide_pdf
    from footwise.reports.letter import Letter, LetterSection, letter_pdf
    from footwise.samples import sample_path
    from footwise.simulation import AnotherBody

__all__ = [
    "FOR_THE_PERSON",
    "HOME_MINUTES_PER_DAY",
    "MARKERS",
    "MARKER_WALK_FILES",
    "MORE_MINUTES_PER_DAY",
    "SENSOR",
    "VISIT_FILES",
    "AnotherBody",
    "AnsweredRow",
    "AnsweredTable",
    "Answers",
    "CartilageRequest",
    "CoachedSession",
    "CourseSession",
    "Document",
    "FhirExport",
    "FhirPerson",
    "Finding",
    "FootPlan",
    "Guide",
    "GuidePart",
    "Letter",
    "LetterSection",
    "LoadBetweenDays",
    "MadeNorm",
    "MeasuredCartilage",
    "MeasuredRecording",
    "NoPlatesError",
    "OpenSimExport",
    "PackedFile",
    "PersonYear",
    "PractisedFoot",
    "PractisedSession",
    "Progress",
    "ReadPatient",
    "ScoredTable",
    "Screening",
    "SessionRequest",
    "SessionView",
    "Sessions",
    "SimulatedSensors",
    "StreamedFoot",
    "VirtualPatient",
    "VisitRecording",
    "angle_figures",
    "are_foot_sensor_files",
    "bundle_text",
    "coach_session",
    "counting",
    "course_days",
    "course_sessions",
    "export_bids_motion",
    "export_c3d",
    "export_fhir",
    "export_opensim",
    "feet_for_the_person",
    "files_in_archive",
    "guide_pdf",
    "home_schedule",
    "how_to_calibrate",
    "is_log_record",
    "letter_pdf",
    "load_between_days",
    "make_norm",
    "marker_demo",
    "measure_cartilage",
    "measure_marker_walks",
    "measure_one_recording",
    "measure_sensor_walks",
    "natural_angles",
    "no_progress",
    "parse_patient",
    "prescribe_visit",
    "read_answered_rows",
    "read_practised_session",
    "sample_path",
    "score_table",
    "screen_visit",
    "sensor_demo",
    "sensor_walk_lines",
    "simulate_sensors",
    "simulate_study_from",
    "stream_foot",
    "virtual_patients",
    "visit_figures",
    "visit_sentences",
    "walk_lines",
    "walk_log",
    "walk_virtual_course",
    "with_outcome_rows",
    "write_cartilage",
    "write_course",
    "write_marker_walks",
    "write_scores",
    "write_sensor_walks",
    "write_simulated_sensors",
    "write_simulated_study",
    "write_visit",
    "write_visit_folder",
    "write_walks_without_plates",
]

# A job loads what it needs and no other job's: a short command stays short.
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "AnotherBody": "footwise.simulation",
        "CourseSession": "footwise.jobs.training_plan",
        "FOR_THE_PERSON": "footwise.jobs.visit",
        "HOME_MINUTES_PER_DAY": "footwise.coaching",
        "MARKERS": "footwise.jobs.one_recording",
        "MARKER_WALK_FILES": "footwise.jobs.marker_walks",
        "MeasuredRecording": "footwise.jobs.one_recording",
        "SENSOR": "footwise.jobs.one_recording",
        "measure_one_recording": "footwise.jobs.one_recording",
        "Guide": "footwise.reports.guide",
        "GuidePart": "footwise.reports.guide",
        "guide_pdf": "footwise.reports.guide",
        "Letter": "footwise.reports.letter",
        "LetterSection": "footwise.reports.letter",
        "MORE_MINUTES_PER_DAY": "footwise.coaching",
        "VISIT_FILES": "footwise.jobs.visit",
        "AnsweredRow": "footwise.jobs.answered_rows",
        "AnsweredTable": "footwise.jobs.answered_rows",
        "CartilageRequest": "footwise.jobs.cartilage",
        "CoachedSession": "footwise.jobs.session",
        "LoadBetweenDays": "footwise.jobs.loads_compared",
        "MadeNorm": "footwise.jobs.norm",
        "MeasuredCartilage": "footwise.jobs.cartilage",
        "PackedFile": "footwise.jobs.archives",
        "PractisedFoot": "footwise.jobs.practised_session",
        "PractisedSession": "footwise.jobs.practised_session",
        "Progress": "footwise.jobs.progress",
        "ScoredTable": "footwise.jobs.scores",
        "Screening": "footwise.jobs.screening",
        "SessionRequest": "footwise.jobs.session_request",
        "SessionView": "footwise.jobs.session",
        "SimulatedSensors": "footwise.jobs.simulated_sensors",
        "StreamedFoot": "footwise.jobs.simulated_sensors",
        "are_foot_sensor_files": "footwise.jobs.recording_kinds",
        "coach_session": "footwise.jobs.session",
        "counting": "footwise.jobs.progress",
        "course_days": "footwise.jobs.training_plan",
        "course_sessions": "footwise.jobs.training_plan",
        "Answers": "footwise.reports.fhir",
        "Document": "footwise.reports.fhir",
        "FhirPerson": "footwise.reports.fhir",
        "Finding": "footwise.reports.fhir",
        "FootPlan": "footwise.reports.fhir",
        "PersonYear": "footwise.reports.fhir",
        "ReadPatient": "footwise.reports.fhir",
        "Sessions": "footwise.reports.fhir",
        "parse_patient": "footwise.reports.fhir",
        "FhirExport": "footwise.jobs.fhir_export",
        "bundle_text": "footwise.jobs.fhir_export",
        "export_fhir": "footwise.jobs.fhir_export",
        "with_outcome_rows": "footwise.jobs.fhir_export",
        "OpenSimExport": "footwise.jobs.opensim_export",
        "export_opensim": "footwise.jobs.opensim_export",
        "export_bids_motion": "footwise.jobs.bids_export",
        "export_c3d": "footwise.jobs.c3d_export",
        "feet_for_the_person": "footwise.jobs.foot_pictures",
        "files_in_archive": "footwise.jobs.archives",
        "home_schedule": "footwise.jobs.home_practice",
        "is_log_record": "footwise.jobs.home_practice",
        "natural_angles": "footwise.jobs.home_practice",
        "walk_log": "footwise.jobs.home_practice",
        "how_to_calibrate": "footwise.jobs.foot_calibration",
        "letter_pdf": "footwise.reports.letter",
        "load_between_days": "footwise.jobs.loads_compared",
        "make_norm": "footwise.jobs.norm",
        "marker_demo": "footwise.jobs.demo_of_markers",
        "measure_cartilage": "footwise.jobs.cartilage",
        "measure_marker_walks": "footwise.jobs.marker_walks",
        "measure_sensor_walks": "footwise.jobs.sensor_walks",
        "sensor_walk_lines": "footwise.jobs.sensor_walks",
        "prescribe_visit": "footwise.jobs.visit",
        "read_practised_session": "footwise.jobs.practised_session",
        "read_answered_rows": "footwise.jobs.answered_rows",
        "score_table": "footwise.jobs.scores",
        "screen_visit": "footwise.jobs.screening",
        "sensor_demo": "footwise.jobs.demo_of_sensors",
        "simulate_sensors": "footwise.jobs.simulated_sensors",
        "simulate_study_from": "footwise.jobs.simulated_study",
        "stream_foot": "footwise.jobs.simulated_sensors",
        "no_progress": "footwise.jobs.progress",
        "visit_sentences": "footwise.jobs.visit",
        "walk_lines": "footwise.jobs.marker_walks",
        "write_cartilage": "footwise.jobs.cartilage",
        "write_course": "footwise.jobs.course",
        "write_marker_walks": "footwise.jobs.marker_walks",
        "write_scores": "footwise.jobs.scores",
        "write_sensor_walks": "footwise.jobs.sensor_walks",
        "write_simulated_sensors": "footwise.jobs.simulated_sensors",
        "write_simulated_study": "footwise.jobs.simulated_study",
        "write_walks_without_plates": "footwise.jobs.simulated_study",
        "write_visit": "footwise.jobs.visit",
        "NoPlatesError": "footwise.prescription",
        "walk_virtual_course": "footwise.jobs.virtual_course",
        "VirtualPatient": "footwise.jobs.virtual_people",
        "virtual_patients": "footwise.jobs.virtual_people",
        "sample_path": "footwise.samples",
        "VisitRecording": "footwise.jobs.visit_folder",
        "angle_figures": "footwise.jobs.figures_of_visit",
        "visit_figures": "footwise.jobs.figures_of_visit",
        "write_visit_folder": "footwise.jobs.visit_folder",
    },
)
