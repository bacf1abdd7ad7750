"""The Python files that are turned into JavaScript: classes, functions, constants, imports and comments."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.python_to_javascript.refused import RefusedError

# What is imported for the eye of the type checker only, or is translated where it is called.
_TYPING = ("__future__", "typing", "collections.abc")


@dataclass
class Constant:
    """A name that is set at the top of a module; an alias where it is a type's other name."""

    name: str
    value: ast.expr
    annotation: ast.expr | None
    module: Module

    @property
    def is_alias(self) -> bool:
        """Whether it only names a type."""
        return isinstance(self.value, ast.Subscript) and isinstance(self.value.value, ast.Name) and (
            self.value.value.id in ("tuple", "list", "dict", "deque", "Callable")
        )  # fmt: skip


@dataclass
class Function:
    """A function or method, and how it is called."""

    name: str
    node: ast.FunctionDef
    module: Module

    @property
    def returns(self) -> ast.expr | None:
        """What it is said to give."""
        return self.node.returns

    @property
    def positional(self) -> list[str]:
        """Parameters that may be given by their place."""
        return [one.arg for one in self.node.args.args if one.arg != "self"]

    @property
    def named(self) -> list[str]:
        """Parameters that are given by their name only."""
        return [one.arg for one in self.node.args.kwonlyargs]

    @property
    def defaults(self) -> dict[str, ast.expr]:
        """Parameters that may be left out."""
        given = self.node.args
        last = given.args[len(given.args) - len(given.defaults) :]
        by_name = dict(zip((one.arg for one in last), given.defaults, strict=True))
        by_name |= {one.arg: value for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value}
        return by_name

    @property
    def annotations(self) -> dict[str, ast.expr | None]:
        """Every parameter but self, and what it is said to be."""
        return {one.arg: one.annotation for one in [*self.node.args.args, *self.node.args.kwonlyargs]
                if one.arg != "self"}  # fmt: skip


@dataclass
class Class:
    """A class: a dataclass with `fields`, an enumeration with `members`, or any other."""

    name: str
    node: ast.ClassDef
    module: Module
    fields: dict[str, ast.AnnAssign] = field(default_factory=dict)
    members: dict[str, ast.expr] = field(default_factory=dict)
    methods: dict[str, Function] = field(default_factory=dict)
    properties: dict[str, Function] = field(default_factory=dict)
    is_dataclass: bool = False
    is_enum: bool = False
    kinds: dict[str, Any] = field(default_factory=dict)


Definition = Constant | Function | Class


@dataclass
class World:
    """All modules together: classes by their name, which must be one."""

    modules: dict[str, Module] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)


@dataclass
class Module:
    """One file: what it defines, and where its other names come from."""

    name: str
    path: Path
    tree: ast.Module
    world: World
    comments: dict[int, str]
    """By line, those that have it to themselves and those that end one."""
    beside: frozenset[int] = frozenset()
    """Lines whose comment stands behind code."""
    defined: dict[str, Definition] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, name: str) -> Any:
        """Give what a name of this module stands for; None where it is none of ours."""
        if name in self.defined:
            return self.defined[name]
        where, original = self.imports.get(name, ("", ""))
        module = self.world.modules.get(where)
        return module.find(original) if module is not None else None


def read_module(path: Path, name: str, world: World) -> Module:
    """Read a file into the world.

    Raises
    ------
    RefusedError
        Where something stands at its top that has no place there.
    """
    text = path.read_text(encoding="utf-8")
    comments = _comments(text)
    lines = text.splitlines()
    beside = frozenset(line for line in comments if not lines[line - 1].lstrip().startswith("#"))
    module = Module(name, path, ast.parse(text), world, comments, beside)
    world.modules[name] = module
    for node in module.tree.body:
        match node:
            case ast.ImportFrom(module=str(where), names=names, level=0):
                for one in names:
                    module.imports[one.asname or one.name] = (where, one.name)
            case ast.FunctionDef():
                module.defined[node.name] = Function(node.name, node, module)
            case ast.ClassDef():
                _add_class(module, node)
            case ast.Assign(targets=[target], value=value):
                _add_constants(module, target, value, None)
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                _add_constants(module, target, value, annotation)
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case _:
                raise RefusedError(path, node, f"{type(node).__name__} at the top of a file")
    return module


def is_for_types(where: str) -> bool:
    """Whether what comes from there is seen by the type checker only."""
    return where in _TYPING


def _add_constants(module: Module, target: ast.expr, value: ast.expr, annotation: ast.expr | None) -> None:
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=True))
    for one, what in pairs:
        if not isinstance(one, ast.Name):
            raise RefusedError(module.path, one, "what is set at the top of a file must be a name")
        module.defined[one.id] = Constant(one.id, what, annotation, module)


def _add_class(module: Module, node: ast.ClassDef) -> None:
    made = Class(node.name, node, module)
    if node.name in module.world.classes:
        raise RefusedError(module.path, node, f"there is another class {node.name}")
    match node.bases, node.decorator_list:
        case [ast.Name(id="StrEnum")], []:
            made.is_enum = True
        case [], [ast.Call(func=ast.Name(id="dataclass"), keywords=words)] if any(
            word.arg == "frozen" and isinstance(word.value, ast.Constant) and word.value.value for word in words
        ):
            made.is_dataclass = True
        case [], []:
            pass
        case _:
            raise RefusedError(module.path, node, "a class must be plain, a StrEnum or a frozen dataclass")
    for one in node.body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if made.is_enum:
                made.members[name] = value
            case ast.AnnAssign(target=ast.Name(id=name)) if made.is_dataclass:
                made.fields[name] = one
            case ast.FunctionDef(decorator_list=[]) if not made.is_enum:
                made.methods[one.name] = Function(one.name, one, module)
            case ast.FunctionDef(decorator_list=[ast.Name(id="property")]):
                made.properties[one.name] = Function(one.name, one, module)
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.Assign(targets=[ast.Name(id="__slots__")]):
                pass
            case _:
                raise RefusedError(module.path, one, f"{type(one).__name__} in a class")
    module.defined[node.name] = module.world.classes[node.name] = made


def _comments(text: str) -> dict[int, str]:
    """Comments by line, without those for other tools."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = {token.start[0]: token.string[1:].strip() for token in tokens if token.type == tokenize.COMMENT}
    return {line: said for line, said in found.items() if not said.startswith(("fmt:", "noqa", "type:"))}
