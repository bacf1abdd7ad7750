"""What is said for parameters of recordings where they are no options: words of a study, or of another command."""

STUDY_WORDS = {
    "mass_kg": "mass_kg in study.toml",
    "height_m": "height_m in study.toml",
    "marker_map": "markers in study.toml",
    "static": "static in study.toml",
    "forces": "forces in study.toml",
    "leg_length_m": "the leg length in the file",
    "knee_width_m": "the knee width in the file",
    "ankle_width_m": "the ankle width in the file",
    "like": "footwise analyse --like",
    "angles_only": "footwise analyse --angles-only",
}

# Where one recording is started from.
RECORDING_WORDS = {name: word for name, word in STUDY_WORDS.items() if not word.endswith("in study.toml")} | {
    "static": "footwise analyse --static",
    "forces": "footwise analyse --forces",
}
