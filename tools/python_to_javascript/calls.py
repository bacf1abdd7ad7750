"""Calls: of our own functions and classes, by their parameters' names, and of what Python brings along."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.python_to_javascript.kinds import ARRAYS, NUMBERS, Kind
from tools.python_to_javascript.layout import ARROW, CALL, UNARY, Piece, listed
from tools.python_to_javascript.sources import Class, Function

if TYPE_CHECKING:
    from tools.python_to_javascript.expressions import Expressions

# Functions of `math` that mean the same, and those that raise where they are not defined.
_SAME_MATHS = {"atan2": "Math.atan2", "hypot": "Math.hypot"}
_OWN_MATHS = ("acos", "asin", "cos", "degrees", "isfinite", "radians", "sin", "sqrt")
_MATHS = _SAME_MATHS | {name: f"py.{name}" for name in _OWN_MATHS}


def call(to: Expressions, node: ast.Call) -> Piece:
    """Write a call."""
    match node.func:
        case ast.Name(id=name) if name in to.scope.names:
            return _of_a_value(to, node, to.name(node, name))
        case ast.Name(id=name) if (found := to.scope.module.find(name)) is not None:
            to.used.add(name)
            if isinstance(found, Class):
                return _class(to, node, found)
            return Piece(listed(f"{name}(", arguments(to, node, found), ")"), CALL)
        case ast.Name(id=name):
            return _known(to, node, name)
        case ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"):
            return Piece(f"py.fromkeys({to.array(node.args[0])})", CALL)
        case ast.Attribute(value=value, attr=name):
            return _method(to, node, value, name)
    raise to.refuse(node, "a call of what is no name")


def _of_a_value(to: Expressions, node: ast.Call, what: str) -> Piece:
    if node.keywords or to.kind(node.func).name != "callable":
        raise to.refuse(node, "a call of something that is not known to be a function")
    return Piece(listed(f"{what}(", [to.text(one, ARROW) for one in node.args], ")"), CALL)


def arguments(to: Expressions, node: ast.Call, function: Function) -> list[str]:
    """Write the arguments: those with a place in their place, those with a name only as one object at the end."""
    given = _by_name(to, node, function.positional, function.named)
    missing = [one for one in function.annotations if one not in given and one not in function.defaults]
    if missing:
        raise to.refuse(node, f"{function.name} is called without {missing[0]}")
    places = [given.get(name, "undefined") for name in function.positional]
    named = [_field(name, given[name]) for name in function.named if name in given]
    while places and places[-1] == "undefined" and not named:
        places.pop()
    return [*places, listed("{", named, "}", " ")] if named else places


def _by_name(to: Expressions, node: ast.Call, positional: list[str], named: list[str]) -> dict[str, str]:
    if len(node.args) > len(positional) or any(isinstance(one, ast.Starred) for one in node.args):
        raise to.refuse(node, "too many arguments, or their number is not known")
    given = dict(zip(positional, (to.text(one, ARROW) for one in node.args), strict=False))
    for word in node.keywords:
        if word.arg is None or word.arg not in (*positional, *named) or word.arg in given:
            raise to.refuse(node, f"the argument {word.arg or '**'}")
        given[word.arg] = to.text(word.value, ARROW)
    return given


def _field(name: str, value: str) -> str:
    return name if name == value else f"{name}: {value}"


def _class(to: Expressions, node: ast.Call, made: Class) -> Piece:
    match made, node.args, node.keywords:
        case Class(is_enum=True), [value], []:
            return Piece(f"py.member({made.name}, {to.text(value, ARROW)})", CALL)
        case Class(is_dataclass=True), [], [ast.keyword(arg=None, value=value)]:
            return Piece(f"new {made.name}(Object.fromEntries({to.text(value, ARROW)}))", CALL)
        case Class(is_dataclass=True), _, _:
            given = _by_name(to, node, list(made.fields), [])
            missing = [name for name, one in made.fields.items() if name not in given and one.value is None]
            if missing:
                raise to.refuse(node, f"{made.name} is made without {missing[0]}")
            fields = [_field(name, value) for name, value in given.items()]
            return Piece(listed(f"new {made.name}({{", fields, "})", " ") if fields else f"new {made.name}({{}})", CALL)
        case Class(is_enum=False), _, _:
            made_by = made.methods.get("__init__")
            given_ = arguments(to, node, made_by) if made_by else []
            return Piece(listed(f"new {made.name}(", given_, ")"), CALL)
    raise to.refuse(node, f"{made.name} is made in a way that is not known")


def _known(to: Expressions, node: ast.Call, name: str) -> Piece:
    """Write a call of Python's own functions."""
    module, original = to.scope.module.imports.get(name, ("", name))
    words = {word.arg: word.value for word in node.keywords}
    if any(isinstance(one, ast.Starred) for one in node.args) and name != "zip":
        raise to.refuse(node, "arguments whose number is not known")
    of_numbers = not words and all(to.kind(one).name in NUMBERS for one in node.args)
    if module == "math" and original in _MATHS and of_numbers:
        return Piece(listed(f"{_MATHS[original]}(", [to.text(one, ARROW) for one in node.args], ")"), CALL)
    match original, node.args, words:
        case "abs", [one], {} if to.kind(one).name in NUMBERS:
            return Piece(f"Math.abs({to.text(one, ARROW)})", CALL)
        case "len", [one], {} if to.kind(one).name in ARRAYS and not to.kind(one).optional:
            return Piece(f"{to.text(one, CALL)}.length", CALL)
        case "len", [one], {} if to.kind(one).name in ("set", "dict") and not to.kind(one).optional:
            return Piece(f"{to.text(one, CALL)}.size", CALL)
        case "float", [ast.Constant(value="inf")], {}:
            return Piece("Infinity")
        case "float", [ast.Constant(value="-inf")], {}:
            return Piece("-Infinity", UNARY)
        case "float", [one], {} if to.kind(one).name in NUMBERS and not to.kind(one).optional:
            return Piece(f"Number({to.text(one, ARROW)})", CALL)
        case "int" | "round", [one], {} if to.kind(one).name in ("float", "int", "number"):
            return to.called(name, one)
        case "round", [one, places], {} if to.kind(one).name == "float" and to.kind(places) == Kind("int"):
            return to.called("round_to", one, places)
        case "divmod", [one, other], {} if {to.kind(one).name, to.kind(other).name} == {"int"}:
            return to.called(name, one, other)
        case "min" | "max", [values], {}:
            return _best_of(to, f"{name}_of", values, words)
        case "min" | "max", [values], {"default": _}:
            return _best_of(to, f"{name}_of", values, words)
        case "min" | "max", [_, _, *_] as several, {} if all(to.kind(one).name in NUMBERS for one in several):
            return to.called(name, *several)
        case "sum", [values], {} if to.kind(values).inner.name in NUMBERS:
            return Piece(f"py.sum({to.each(values)})", CALL)
        case "any" | "all", [ast.GeneratorExp() as values], {}:
            return to.condition(values, "some" if name == "any" else "every")
        case "next", [ast.GeneratorExp() as values, otherwise], {}:
            return to.called("first", values, otherwise)
        case "sorted", [values], {"key": key} if len(words) == 1:
            return Piece(f"py.sorted({to.each(values)}, {to.text(key, ARROW)})", CALL)
        case "sorted", [values], {} if not words:
            return Piece(f"py.sorted({to.each(values)})", CALL)
        case "list" | "tuple", [ast.GeneratorExp() as values], {}:
            return to.piece(values)
        case "list" | "tuple", [ast.Call(func=ast.Name(id="sorted")) as values], {}:
            return to.piece(values)
        case "list" | "tuple", [values], {}:
            return Piece(f"[...{to.each(values)}]")
        case "set" | "frozenset", [ast.Set() as values], {}:
            return to.piece(values)
        case "set" | "frozenset", [values], {} if to.kind(values).inner.name in to.scope.module.world.classes or (
            to.kind(values).inner.name in ("str", "int")
        ):  # fmt: skip
            return Piece(f"new Set({to.each(values)})", CALL)
        case "range", [*ends], {} if all(to.kind(one) == Kind("int") for one in ends):
            return to.called(name, *ends)
        case "enumerate", [values], {}:
            start = f", {to.text(words['start'], ARROW)}" if "start" in words else ""
            return Piece(f"py.enumerate({to.each(values)}{start})", CALL)
        case "zip", [*columns], {}:
            strict = to.text(words["strict"]) if "strict" in words else "false"
            parts = [f"...{to.each(one.value)}" if isinstance(one, ast.Starred) else to.each(one) for one in columns]
            return Piece(listed("py.zip(", [strict, *parts], ")"), CALL)
        case "map", [ast.Name(id=function), values], {}:
            inner = ast.Call(ast.Name(function), [ast.Name("one")], [])
            to.scope.names.setdefault("one", [to.kind(values).inner])
            return Piece(f"{to.array(values)}.map((one) => {call(to, inner).inside(ARROW)})", CALL)
        case "pairwise", [values], {} if module == "itertools":
            return Piece(f"py.pairwise({to.each(values)})", CALL)
        case "deque", [], {} if module == "collections":
            most = f"[], {to.text(words['maxlen'], ARROW)}" if "maxlen" in words else ""
            return Piece(f"new py.Deque({most})", CALL)
        case "replace", [one], _ if module == "dataclasses":
            _check_fields(to, node, to.kind(one))
            changes = listed("{", [_field(str(key), to.text(value, ARROW)) for key, value in words.items()], "}", " ")
            return Piece(f"py.replace({to.text(one, ARROW)}, {changes})", CALL)
        case "fields", [ast.Name(id=of)], {} if module == "dataclasses":
            to.used.add(of)
            return Piece(f"py.fields({of})", CALL)
        case "Random", [text], {} if module == "random" and to.kind(text).name == "str":
            return Piece(f"new py.Random({to.text(text, ARROW)})", CALL)
        case "str", [one], {}:
            return Piece(to.text(ast.JoinedStr([ast.FormattedValue(one, -1, None)])))
    raise to.refuse(node, f"{name}() with these arguments")


def _best_of(to: Expressions, name: str, values: ast.expr, words: dict[str | None, ast.expr]) -> Piece:
    if to.kind(values).inner.name not in NUMBERS or set(words) - {"default"}:
        raise to.refuse(values, "the least or largest of what are not known to be numbers")
    otherwise = f", {to.text(words['default'], ARROW)}" if words else ""
    return Piece(f"py.{name}({to.each(values)}{otherwise})", CALL)


def _check_fields(to: Expressions, node: ast.Call, kind: Kind) -> None:
    made = to.scope.module.world.classes.get(kind.name)
    for word in node.keywords:
        if made is None or kind.optional or word.arg not in made.fields:
            raise to.refuse(node, f"{word.arg} is no field of {kind.name}")


def _method(to: Expressions, node: ast.Call, value: ast.expr, name: str) -> Piece:
    """Write a call of a method."""
    kind, of = to.kind(value), to.text(value, CALL)
    given = [to.text(one, ARROW) for one in node.args]
    made = to.scope.module.world.classes.get(kind.name)
    if made is not None and name in made.methods:
        return Piece(listed(f"{of}.{name}(", arguments(to, node, made.methods[name]), ")"), CALL)
    if made is not None:
        return _of_a_value(to, node, f"{of}.{name}")
    if node.keywords or kind.optional:
        raise to.refuse(node, f"the method {name} of what may be None, or with named arguments")
    match kind.name, name, node.args:
        case "list", "append", [_]:
            return Piece(f"{of}.push({given[0]})", CALL)
        case "deque", "append" | "popleft", _:
            return Piece(f"{of}.{name}({', '.join(given)})", CALL)
        case "list" | "deque", "clear", []:
            return Piece(f"{of}.length = 0", ARROW)
        case "dict", "get" | "setdefault", [_, *_]:
            return to.called(name, value, *node.args)
        case "str", "join", [values] if to.kind(values).inner.name == "str" or to.kind(values).name == "dict":
            return Piece(f"{to.array(values)}.join({of})", CALL)
        case "any", "random", [] if isinstance(value, ast.Name):
            return Piece(f"{of}.random()", CALL)
    raise to.refuse(node, f"the method {name} of {kind.name}")
