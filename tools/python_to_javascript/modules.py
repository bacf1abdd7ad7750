"""A Python file as a module of JavaScript: its imports, constants, classes and functions, in their order."""

from __future__ import annotations

import ast

from tools.python_to_javascript.expressions import Expressions
from tools.python_to_javascript.kinds import Kind, Scope, annotated
from tools.python_to_javascript.layout import ARROW, indented, listed
from tools.python_to_javascript.refused import RefusedError
from tools.python_to_javascript.sources import Class, Constant, Function, Module, is_for_types
from tools.python_to_javascript.statements import Body

_LIBRARY = {
    "math": None, "collections": ("deque",), "dataclasses": ("dataclass", "field", "fields", "replace"),
    "enum": ("StrEnum",), "itertools": ("pairwise",), "random": ("Random",),
}  # fmt: skip
_JSDOC = {"float": "number", "int": "number", "bool": "boolean", "str": "string", "none": "null", "any": "*",
          "number": "number", "set": "Set", "dict": "Map", "callable": "function", "iterable": "Iterable"}  # fmt: skip
_TYPEOF = {"float": "number", "int": "number", "bool": "boolean", "number": "number", "str": "string", "any": "any"}


def javascript(module: Module, head: str) -> str:
    """Write a module, under a head line that says what it was made of.

    Raises
    ------
    RefusedError
        Naming file and line of what is outside the subset.
    """
    used: set[str] = set()
    _check_imports(module)
    written = [_definition(module, one, used) for one in module.tree.body]
    body = "\n".join(one for one in written if one)
    first = (ast.get_docstring(module.tree) or "").split("\n\n")[0].replace("\n", " ")
    lines = [f"// {head}", f"// {first}", "", 'import * as py from "../python/python.mjs";']
    by_file: dict[str, list[str]] = {}
    for name in sorted(used):
        found = module.find(name)
        if found.module is not module:
            if found.name != name:
                raise RefusedError(module.path, module.tree, f"{found.name} is imported by another name")
            by_file.setdefault(found.module.path.stem, []).append(name)
    lines += [f'{listed("import {", names, "}", " ")} from "./{file}.mjs";' for file, names in sorted(by_file.items())]
    return "\n".join(lines) + "\n\n" + body


def _check_imports(module: Module) -> None:
    for node in module.tree.body:
        if not isinstance(node, ast.ImportFrom) or is_for_types(node.module or ""):
            continue
        where = node.module or ""
        for one in node.names:
            known = where in module.world.modules and module.find(one.name) is not None
            if not known and (where not in _LIBRARY or one.name not in (_LIBRARY[where] or (one.name,))):
                raise RefusedError(module.path, node, f"{one.name} of {where} is not known in JavaScript")


def _definition(module: Module, node: ast.stmt, used: set[str]) -> str:
    said = ""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            match module.defined[node.name]:
                case Class() as made:
                    said = _class(module, made, used)
                case Function() as function:
                    said = _function(module, function, used)
        case ast.Assign() | ast.AnnAssign():
            names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
            found = [module.defined[name] for name in names if name in module.defined]
            said = "".join(_constant(module, one, used) for one in found if isinstance(one, Constant))
    return (_comments_above(module, node) + said) if said else ""


def _comments_above(module: Module, node: ast.stmt) -> str:
    line, found = node.lineno - 1, list[str]()
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        line -= len(node.decorator_list)
    while line in module.comments and line not in module.beside:
        found.insert(0, f"// {module.comments[line]}\n")
        line -= 1
    if node.lineno in module.beside:
        found.append(f"// {module.comments[node.lineno]}\n")
    return "".join(found)


def _export(name: str) -> str:
    return "" if name.startswith("_") else "export "


def _constant(module: Module, one: Constant, used: set[str]) -> str:
    if one.is_alias or one.name == "__all__":
        return ""
    to = Expressions(_top(module))
    text = to.text(one.value, ARROW)
    if to.declared:
        raise RefusedError(module.path, one.value, "a name is set within an expression at the top of a file")
    used |= to.used
    return f"{_export(one.name)}const {to.name(one.value, one.name)} = {text};\n"


def _top(module: Module) -> Scope:
    """The scope of a module's top, which knows the names of comprehensions."""
    scope = Scope(module)
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            for node in ast.walk(statement):
                if isinstance(node, ast.comprehension):
                    scope.look(node)
    return scope


def _class(module: Module, made: Class, used: set[str]) -> str:
    if made.is_enum:
        to = Expressions(Scope(module))
        members = [f"{name}: {to.text(value)}" for name, value in made.members.items()]
        said = (
            f'{_export(made.name)}const {made.name} = py.enumeration("{made.name}", '
            + listed("{", members, "}")
            + ");\n"
        )
        return _said(made.node, []) + said
    parts = [_constructor(module, made, used)] if made.is_dataclass else []
    parts += [_method(module, made, one, used, "get ") for one in made.properties.values()]
    parts += [_method(module, made, one, used, "") for one in made.methods.values()]
    in_order = parts if made.is_dataclass else sorted(parts, key=lambda one: "constructor(" not in one)
    return (
        f"{_said(made.node, [])}{_export(made.name)}class {made.name} {{\n"
        + indented("\n".join(in_order).rstrip())
        + "\n}\n"
    )


def _constructor(module: Module, made: Class, used: set[str]) -> str:
    """Write how a dataclass is made: of one object with its fields by name."""
    to = Expressions(Scope(module))
    given, kinds, body = [], [], ""
    for name, one in made.fields.items():
        kind = annotated(one.annotation, module)
        default = _default(to, one)
        given.append(f"{to.name(one, name)}{f' = {default}' if default else ''}")
        kinds.append(f'{name}: "{_typeof(module, kind)}"')
        is_mapping = isinstance(one.annotation, ast.Subscript) and ast.unparse(one.annotation.value) == "Mapping"
        body += f"this.{name} = py.mapping({name});\n" if is_mapping else f"this.{name} = {name};\n"
    body += "py.dataclass(this, unknown);\n"
    if "__post_init__" in made.methods:
        body += "this.__post_init__();\n"
    body += "Object.freeze(this);"
    used |= to.used
    return (
        listed("static fields = {", kinds, "};", " ")
        + "\n\n"
        + listed("constructor({", [*given, "...unknown"], "}) {", " ").replace("...unknown,\n", "...unknown\n")
        + f"\n{indented(body)}\n}}\n"
    )


def _default(to: Expressions, one: ast.AnnAssign) -> str:
    match one.value:
        case None:
            return ""
        case ast.Call(
            func=ast.Name(id="field"), keywords=[ast.keyword(arg="default_factory", value=ast.Name(id="dict"))]
        ):
            return "new Map()"
        case ast.Constant() | ast.Attribute() | ast.Name() | ast.UnaryOp():
            return to.text(one.value, ARROW)
    raise to.refuse(one, "a default that is neither a constant nor a factory of dicts")


def _typeof(module: Module, kind: Kind) -> str:
    made = module.world.classes.get(kind.name)
    name = "string" if made and made.is_enum else _TYPEOF.get(kind.name, "object")
    return name + ("?" if kind.optional else "")


def _method(module: Module, made: Class, one: Function, used: set[str], prefix: str) -> str:
    to = Expressions(Scope(module, made, one))
    name = {"__init__": "constructor", "__str__": "toString"}.get(one.name, one.name)
    if name.startswith("__") and name != "__post_init__":
        raise RefusedError(module.path, one.node, f"the method {name}")
    return _written(module, made, one, to, used, prefix + to.name(one.node, name))


def _function(module: Module, one: Function, used: set[str]) -> str:
    if one.node.decorator_list:
        raise RefusedError(module.path, one.node, "a function with a decorator")
    to = Expressions(Scope(module, None, one))
    star = "*" if any(isinstance(node, ast.Yield) for node in ast.walk(one.node)) else ""
    return _written(module, None, one, to, used, f"{_export(one.name)}function{star} {to.name(one.node, one.name)}")


def _written(module: Module, made: Class | None, one: Function, to: Expressions, used: set[str], head: str) -> str:
    arguments = one.node.args
    if arguments.vararg or arguments.kwarg or arguments.posonlyargs:
        raise RefusedError(module.path, one.node, "a function of any number of arguments")
    if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for part in one.node.body for node in ast.walk(part)):
        raise RefusedError(module.path, one.node, "a function within a function")

    def parameter(name: str) -> str:
        value = one.defaults.get(name)
        if value is not None and not isinstance(value, ast.Constant | ast.Name | ast.Attribute):
            raise RefusedError(module.path, value, "a default that is no constant")
        return to.name(one.node, name) + (f" = {to.text(value, ARROW)}" if value is not None else "")

    parameters = [parameter(name) for name in one.positional]
    if one.named:
        optional = " = {}" if all(name in one.defaults for name in one.named) else ""
        parameters.append(listed("{", [parameter(name) for name in one.named], "}", " ") + optional)
    body = Body(to, one, made).lines()
    used |= to.used
    gives = annotated(one.returns, module)
    kinds = {name: _jsdoc(module, annotated(kind, module)) for name, kind in one.annotations.items()}
    doc = [f"@param {{{kinds[name]}}} {name}" for name in one.positional]
    doc += [f"@param {{{{{', '.join(f'{name}: {kinds[name]}' for name in one.named)}}}}} named"] if one.named else []
    doc += [f"@returns {{{_jsdoc(module, gives)}}}"] if gives != Kind("none") else []
    return _said(one.node, doc) + listed(f"{head}(", parameters, ") {") + "\n" + indented(body) + "\n}\n"


def _said(node: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """Write the first sentence of a docstring, and the types."""
    first = (ast.get_docstring(node) or "").split("\n\n")[0].split("\n")
    all_lines = [line for line in [*first, *lines] if line]
    if not all_lines:
        return ""
    if len(all_lines) == 1:
        return f"/** {all_lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}\n" for line in all_lines) + " */\n"


def _jsdoc(module: Module, kind: Kind) -> str:
    optional = "|null" if kind.optional else ""
    if kind.name in ("list", "deque") and kind.of:
        return f"{_jsdoc(module, kind.of[0])}[]{optional}"
    if kind.name == "tuple":
        return f"[{', '.join(_jsdoc(module, one) for one in kind.of)}]{optional}"
    return f"{_JSDOC.get(kind.name, kind.name)}{optional}"
