"""How the guides, the docstrings and the examples become a site of HTML pages: `make docs`."""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

import footwise  # noqa: E402

project = "Footwise"
author = "The Footwise contributors"
copyright = "The Footwise contributors, Apache-2.0"
version = release = footwise.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
    "api_pages",
    "nothing_from_elsewhere",
]
exclude_patterns = ["_build", "extensions"]

# The guides are Markdown that is also read where the code is kept; headings are linked to as there.
myst_heading_anchors = 4

# Single backticks are names in code, as everywhere in the docstrings.
default_role = "code"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
autodoc_member_order = "bysource"
# The docstrings say types, and shapes and units with them.
autodoc_typehints = "none"
python_maximum_signature_line_length = 100

html_theme = "furo"
html_title = f"Footwise {release}"
html_static_path = ["static"]
html_css_files = ["footwise.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False

# Examples write files beside themselves; so they run where nobody keeps anything.
_EXAMPLES = HERE / "_build" / "examples"
shutil.copytree(
    HERE.parent / "examples", _EXAMPLES, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.toml")
)
sphinx_gallery_conf = {
    "examples_dirs": str(_EXAMPLES),
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "image_scrapers": ("matplotlib", "gallery.save_figures"),
    "ignore_repr_types": r"Figures|matplotlib|list",
    "subsection_order": "gallery.rooms_in_order",
    "within_subsection_order": "gallery.examples_in_order",
    "backreferences_dir": "gallery/uses",
    "doc_module": ("footwise",),
    "reference_url": {"footwise": None},
    "abort_on_example_error": True,
    "default_thumb_file": None,
    "download_all_examples": False,
    "show_memory": False,
    "write_computation_times": False,
    "show_signature": False,
    "plot_gallery": "True",
}
