"""What is said for parameters of recordings where they are no options: words of a study, or of another command."""

STUDY_WORDS = {
    "mass_kg": "mass_kg in study.toml",
    "height_m": "height_m in study.toml",
    "marker_map": "markers in study.toml",
    "static": "static in study.toml",
    "forces": "forces in study.toml",
    "leg_length_m": "leg_length_m in study.toml",
    "knee_width_m": "knee_width_m in study.toml",
    "ankle_width_m": "ankle_width_m in study.toml",
    "forces_later_s": "forces_later_s in study.toml",
    "use_stored_events": 'events = "file" in study.toml',
    "marker_hz": "marker_hz in study.toml",
    "force_hz": "force_hz in study.toml",
    "like": "footwise analyse --like",
    "angles_only": "footwise analyse --angles-only",
}

# Where one recording is started from.
RECORDING_WORDS = {name: word for name, word in STUDY_WORDS.items() if not word.endswith("in study.toml")} | {
    "static": "footwise analyse --static",
    "forces": "footwise analyse --forces",
    "leg_length_m": "footwise analyse --leg-length",
    "knee_width_m": "footwise analyse --knee-width",
    "ankle_width_m": "footwise analyse --ankle-width",
    "forces_later_s": "footwise analyse --forces-later",
    "use_stored_events": "footwise analyse --events file",
    "marker_hz": "footwise analyse --marker-hz",
    "force_hz": "footwise analyse --force-hz",
}
