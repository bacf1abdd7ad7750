"""What a study says for the parameters of its recordings: there they are words of its file, not options."""

STUDY_WORDS = {
    "mass_kg": "mass_kg in study.toml",
    "height_m": "height_m in study.toml",
    "marker_map": "markers in study.toml",
    "static": "static in study.toml",
    "forces": "forces in study.toml",
    "angles_only": "footwise analyse --angles-only",
}
