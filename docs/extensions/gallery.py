"""The gallery: in which order its examples stand, and how figures of Footwise become pictures of a page."""

from itertools import groupby
from pathlib import Path

from sphinx_gallery.scrapers import figure_rst

from footwise.reports.figures import WIDTH, Figures

# In the order of the work.
ROOMS = ("loads", "recordings", "foot_sensor", "video", "prescription", "coaching", "followup", "trial")
EXAMPLES = (
    "one_walk.py", "every_step.py", "two_methods.py", "many_recordings.py", "markers_as_arrays.py",
    "for_other_programs.py", "on_the_shoe.py", "samples_as_arrays.py", "from_the_side.py", "one_target.py",
    "odds_without_plates.py", "which_measurement_tells.py", "a_session.py", "pain_and_function.py", "cartilage.py",
    "analysis.py", "power.py",
)  # fmt: skip


def rooms_in_order(folder):
    """Where a folder of examples stands."""
    return ROOMS.index(Path(folder).name)


def examples_in_order(file):
    """Where an example stands in its folder."""
    return EXAMPLES.index(Path(file).name)


def save_figures(block, block_vars, gallery_conf):
    """Save the figures that a block's last line shows, as the block's pictures."""
    shown = block_vars["example_globals"].get("___")
    if not isinstance(shown, Figures):
        return ""
    # Only this block shows them.
    block_vars["example_globals"]["___"] = None
    pages = []
    for wide, group in groupby(shown, lambda figure: figure.get_figwidth() * figure.dpi > 1.3 * WIDTH):
        # Beside each other what is as narrow as a phone; alone what would be too small to read.
        for some in ([one] for one in group) if wide else [list(group)]:
            files = []
            for figure in some:
                files.append(next(block_vars["image_path_iterator"]))
                figure.savefig(files[-1], dpi=2 * figure.dpi)
            titles = "\n".join(str(figure.get_label()) for figure in some)
            pages.append(figure_rst(files, gallery_conf["src_dir"], titles))
    return "\n".join(pages)
