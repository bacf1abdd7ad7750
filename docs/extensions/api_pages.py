"""A page of the reference for each face of the package, made from its docstrings; no list of them to forget one in."""

import importlib
import inspect
import pkgutil
from pathlib import Path

from sphinx.errors import SphinxError

import footwise
from footwise.jobs.verbs import foot_sensor

HEAD = """Reference
=========

:doc:`The front door <footwise>` is enough for a notebook. Whoever builds on a room imports from its face, as the rooms
themselves do; what is in it otherwise is its own.

.. toctree::
   :hidden:

"""
FRONT_DOOR = {
    "Bring a walk in": ("read", "recording", "foot_sensor", "film", "sample"),
    "Measure it": ("measure", "batch", "report"),
    "One person": ("prescribe", "odds", "simulate", "coach", "read_course"),
    "The year after": ("score", "map_cartilage"),
    "A trial": ("analyse_trial", "power"),
    "Trouble": ("FootwiseError",),
}
# The command line is called and not imported; the clinic's rooms are a Django project, for nobody else to build on.
LEFT_OUT = ("footwise.cli", "footwise.cli.export", "footwise.cli.odds", "footwise.cli.trial", "footwise.cli.video")
ROOMS_OF_THE_CLINIC = "footwise.clinic."


def faces():
    """Names of the packages of Footwise that offer something, the front door first."""
    inside = (module.name for module in pkgutil.walk_packages(footwise.__path__, "footwise.") if module.ispkg)
    found = [
        face for face in ("footwise", *inside) if face not in LEFT_OUT and not face.startswith(ROOMS_OF_THE_CLINIC)
    ]
    return [face for face in found if getattr(importlib.import_module(face), "__all__", ())]


def sentence(face):
    """What a face says that it is, without its full stop."""
    return (importlib.import_module(face).__doc__ or "").split("\n\n")[0].strip().rstrip(".")


def heading(text, line="="):
    """A heading in reStructuredText."""
    return f"{text}\n{line * len(text)}\n\n"


def classes_of_other_faces(face):
    """Names of classes that a face only passes on: each is described once, on the page of the face it comes from."""
    module = importlib.import_module(face)
    found = []
    for name in module.__all__:
        one = getattr(module, name)
        if inspect.isclass(one):
            room = one.__module__.rpartition(".")[0]
            if room != face and name in getattr(importlib.import_module(room), "__all__", ()):
                found.append(name)
    return found


def page(face):
    """Source of the page of one face."""
    if face != "footwise":
        text = heading(face) + f".. automodule:: {face}\n   :members:\n   :imported-members:\n"
        passed_on = classes_of_other_faces(face)
        return text + (f"   :exclude-members: {', '.join(passed_on)}\n" if passed_on else "")
    grouped = {name for names in FRONT_DOOR.values() for name in names}
    if missing := set(footwise.__all__) ^ grouped:
        raise SphinxError(f"the front door and its page differ in: {', '.join(sorted(missing))}")
    text = heading("The front door") + ".. automodule:: footwise\n\n"
    text += "What the verbs give is described with :doc:`footwise.jobs.verbs`.\n\n"
    for group, names in FRONT_DOOR.items():
        text += heading(group, "-")
        text += "".join(
            f".. auto{'exception' if name[0].isupper() else 'function'}:: footwise.{name}\n\n" for name in names
        )
    return text


def index(names):
    """Source of the page that lists the others, each with what it says of itself."""
    lines = [f"   {name}\n" for name in names]
    rows = [f"   * - :doc:`{name} <{name}>`\n     - {sentence(name)}\n" for name in names]
    return HEAD + "".join(lines) + "\n.. list-table::\n   :widths: 35 65\n\n" + "".join(rows)


def write_pages(app):
    """Write the sources before Sphinx looks for them; what has not changed is left alone."""
    folder = Path(app.srcdir) / "api"
    folder.mkdir(exist_ok=True)
    names = faces()
    pages = {f"{face}.rst": page(face) for face in names} | {"index.rst": index(names)}
    for old in set(path.name for path in folder.iterdir()) - set(pages):
        (folder / old).unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _verb(name):
    """The function behind a room that can be called like the verb of its name."""
    return foot_sensor if name == "footwise.foot_sensor" else None


def signature_of_verb(app, what, name, one, options, signature, returns):
    """Show what the verb takes, not how it is passed on."""
    verb = _verb(name) if what == "function" else None
    if verb is None:
        return None
    plain = [one.replace(annotation=one.empty) for one in inspect.signature(verb).parameters.values()]
    return str(inspect.Signature(plain)), ""


def docstring_of_verb(app, what, name, one, options, lines):
    """Show what the verb does, not what the room is."""
    if what == "function" and (verb := _verb(name)):
        lines[:] = inspect.getdoc(verb).splitlines()


def setup(app):
    """Register with Sphinx."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", signature_of_verb, priority=100)
    app.connect("autodoc-process-docstring", docstring_of_verb, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
