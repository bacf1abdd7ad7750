"""What is said of Python that cannot be turned into JavaScript."""

import ast
from pathlib import Path


class RefusedError(Exception):
    """Python outside the subset, with the file and the line."""

    def __init__(self, path: Path, node: ast.AST, trouble: str) -> None:
        super().__init__(f"{path}, line {getattr(node, 'lineno', 1)}: {trouble}")
