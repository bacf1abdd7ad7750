"""Contracts of the house that import-linter does not bring along; `make check` holds the code to them."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def _imports(graph: ImportGraph) -> list[tuple[str, str]]:
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]


@cache
def _offered(folder: str) -> frozenset[str]:
    """The names in `__all__` of a face."""
    face = Path("src", *folder.split("."), "__init__.py")
    for node in ast.parse(face.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def _said(graph: ImportGraph, broken: list[tuple[str, str]], trouble: str) -> None:
    for importer, imported in broken:
        lines = sorted(
            {str(one["line_number"]) for one in graph.get_import_details(importer=importer, imported=imported)}
        )
        output.print_error(f"{importer} (line {', '.join(lines)}) {trouble} {imported}", bold=False)


class FacesContract(Contract):
    """A folder is entered through its face: from outside it, only the `__init__` is imported, never a file in it.

    Options: `package`, the house. Folders inside a folder have faces of their own, which whoever is outside may enter.
    """

    type_name = "faces"
    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports from outside a folder of a file in it."""
        house = str(self.package)
        folders = {module.rpartition(".")[0] for module in graph.modules if module.startswith(house + ".")}
        broken = []
        for importer, imported in _imports(graph):
            folder = imported.rpartition(".")[0]
            # What lies in the house itself is shared by all; a folder as a whole is its face.
            if not imported.startswith(house + ".") or folder == house or imported in folders:
                continue
            inside = importer == folder or importer.startswith(folder + ".")
            if not inside and not self._by_the_face(graph, importer, imported):
                broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken, "graph": graph})

    def _by_the_face(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        """Whether the face offers a name that is also a file's, as `plate_loads` is, and that name was asked for."""
        folder, _, name = imported.rpartition(".")
        lines = graph.get_import_details(importer=importer, imported=imported)
        asked = all(str(line["line_contents"]).lstrip().startswith(f"from {folder} import") for line in lines)
        return asked and name in _offered(folder)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name every import that passes a face by."""
        _said(check.metadata["graph"], check.metadata["broken"], "passes the face by:")


class StandardLibraryContract(Contract):
    """A folder imports the standard library and itself, and nothing else.

    Options: `package`, the folder. Needs `include_external_packages`.
    """

    type_name = "standard_library"
    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports of the folder that lead out of it."""
        own = str(self.package)

        def inside(module: str) -> bool:
            return module == own or module.startswith(own + ".")

        broken = [
            (importer, imported)
            for importer, imported in _imports(graph)
            if inside(importer) and not inside(imported) and imported.split(".")[0] not in sys.stdlib_module_names
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken, "graph": graph})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name every import that leads out."""
        _said(check.metadata["graph"], check.metadata["broken"], "imports more than the standard library:")
