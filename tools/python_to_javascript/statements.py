"""Python's statements as JavaScript's, function by function."""

from __future__ import annotations

import ast
from textwrap import fill

from tools.python_to_javascript.expressions import Expressions
from tools.python_to_javascript.kinds import NUMBERS, Kind, annotated
from tools.python_to_javascript.layout import ARROW, CALL, indented, listed
from tools.python_to_javascript.sources import Class, Function

# Errors that Python's own operators raise, as `python.mjs` has them; the rest of JavaScript's are no errors of ours.
_OWN_ERRORS = (
    "ArithmeticError", "IndexError", "KeyError", "LookupError", "OverflowError", "ValueError", "ZeroDivisionError",
)  # fmt: skip
_ERRORS = {"TypeError": "TypeError"} | {name: f"py.{name}" for name in _OWN_ERRORS}
_AUGMENTED = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class Body:
    """Writes the body of a function.

    Parameters
    ----------
    to : Expressions
    function : Function
    of : Class or None
    """

    def __init__(self, to: Expressions, function: Function, of: Class | None) -> None:
        self.to, self.function, self.of = to, function, of
        self._at = function.node.lineno
        self._constants, self._in_loops = _once_set(function)

    def lines(self) -> str:
        """Write all of it."""
        node = self.function.node
        body = [one for one in node.body if not _is_docstring(one)]
        said = [self._doors(), *(self._statement(one) for one in body)]
        assigned = [name for name in self._assigned() if name not in self.function.annotations]
        declared = dict.fromkeys([*assigned, *self.to.declared])
        names = ", ".join(self.to.name(node, name) for name in declared)
        first = fill(f"let {names};", 100, subsequent_indent="  ", break_on_hyphens=False) + "\n" if declared else ""
        return (first + "".join(said)).rstrip("\n")

    def _doors(self) -> str:
        """Write what makes of anything from outside what the function may count on."""
        said = ""
        for name, annotation in self.function.annotations.items():
            kind = annotated(annotation, self.to.scope.module)
            if kind == Kind("float") and self.function.name == "update" and self.of is not None:
                said += f"{name} = py.number({name});\n"
            is_mapping = isinstance(annotation, ast.Subscript) and getattr(annotation.value, "id", "") == "Mapping"
            if is_mapping and not self.function.name.startswith("_"):
                said += f"{name} = py.mapping({name});\n"
        return said

    def _assigned(self) -> list[str]:
        """Names that are declared at the top, as Python's names belong to the whole function."""
        found: list[str] = []
        for node in _walked(self.function.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.append(node.id)
        return [name for name in found if name not in self._constants and name not in self._in_loops and name != "_"]

    def _block(self, body: list[ast.stmt]) -> str:
        return "{\n" + indented("".join(self._statement(one) for one in body).rstrip("\n")) + "\n}"

    def _comments(self, until: int) -> str:
        """Write the comments on the lines up to this one that are not written yet."""
        said = self.to.scope.module.comments
        lines = [f"// {said[line]}\n" for line in range(self._at, until + 1) if line in said]
        self._at = max(self._at, until + 1)
        return "".join(lines)

    def _statement(self, node: ast.stmt) -> str:
        head = getattr(node, "test", None) or getattr(node, "iter", None) or node
        until = node.lineno if isinstance(node, ast.Try) else head.end_lineno or node.lineno
        return self._comments(until) + self._written(node)

    def _written(self, node: ast.stmt) -> str:
        to = self.to
        match node:
            case ast.Return(value=None):
                gives_none = annotated(self.function.returns, to.scope.module) == Kind("none")
                return "return;\n" if gives_none else "return null;\n"
            case ast.Return(value=ast.expr() as value):
                return f"return {to.text(value)};\n"
            case ast.Expr(value=ast.Call() as value) if _sets_itself(value) and self.function.name == "__post_init__":
                return f"this.{value.args[1].value} = {to.text(value.args[2], ARROW)};\n"  # type: ignore[attr-defined]
            case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                return f"yield {to.text(value, ARROW)};\n"
            case ast.Expr(value=ast.Call() as value):
                return f"{to.text(value)};\n"
            case ast.Assign():
                return self._assign(node.targets, node.value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._assign([target], value)
            case ast.AugAssign(target=target, op=ast.Add(), value=value) if to.kind(target).name == "list":
                return f"{to.text(target, CALL)}.push(...{to.each(value)});\n"
            case ast.AugAssign(target=target, op=op, value=value) if type(op) in _AUGMENTED:
                if to.kind(target).name not in NUMBERS or to.kind(value).name not in NUMBERS:
                    raise to.refuse(node, f"{type(op).__name__} to what is not known to be a number")
                given = to.text(value, ARROW)
                given = f"Number({given})" if to.kind(value) == Kind("bool") else given
                return f"{to.target(target)} {_AUGMENTED[type(op)]}= {given};\n"
            case ast.If(test=test, body=body, orelse=other):
                return f"if ({to.truth(test).text}) {self._block(body)}{self._else(other)}\n"
            case ast.While(test=test, body=body, orelse=[]):
                return f"while ({to.truth(test).text}) {self._block(body)}\n"
            case ast.For(target=target, iter=values, body=body, orelse=[]):
                declared = "const " if _names(target) <= self._in_loops | {"_"} else ""
                return (
                    f"for ({declared}{to.target(target)} of {self._gone_through(node, values)}) {self._block(body)}\n"
                )
            case ast.Break():
                return "break;\n"
            case ast.Continue():
                return "continue;\n"
            case ast.Pass():
                return ""
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[said]), cause=cause) if name in _ERRORS:
                because = f", {to.text(cause, ARROW)}" if isinstance(cause, ast.Name) else ""
                return f"throw new {_ERRORS[name]}({to.text(said, ARROW)}{because});\n"
            case ast.Try(body=body, handlers=handlers, orelse=[], finalbody=[]):
                return f"try {self._block(body)}{self._catch(handlers)}\n"
        raise to.refuse(node, f"{type(node).__name__} is outside of what is turned into JavaScript")

    def _else(self, other: list[ast.stmt]) -> str:
        if not other:
            return ""
        if len(other) == 1 and isinstance(other[0], ast.If):
            comments = self._comments(other[0].test.end_lineno or 0)
            if not comments:
                return f" else {self._written(other[0]).rstrip()}"
            return " else {\n" + indented(comments + self._written(other[0]).rstrip()) + "\n}"
        return f" else {self._block(other)}"

    def _gone_through(self, node: ast.For, values: ast.expr) -> str:
        """Write what a loop goes through; what it changes meanwhile is refused."""
        name = ast.dump(values)
        for inner in ast.walk(ast.Module(node.body, [])):
            if (
                isinstance(inner, ast.Call)
                and isinstance(inner.func, ast.Attribute)
                and ast.dump(inner.func.value) == name
            ):
                raise self.to.refuse(inner, "a loop changes what it goes through")
        return self.to.each(values)

    def _assign(self, many: list[ast.expr], value: ast.expr) -> str:
        to = self.to
        if len(many) == 1 and isinstance(many[0], ast.Subscript) and to.kind(many[0].value).name == "dict":
            given = (to.text(one, ARROW) for one in (many[0].slice, value))
            return f"{to.text(many[0].value, CALL)}.set({', '.join(given)});\n"
        if len(many) == 1 and isinstance(many[0], ast.Tuple):
            return self._unpack(many[0], value)
        if len(many) > 1 and any(not isinstance(one, ast.Name | ast.Attribute) for one in many):
            # `a = b, c = pair`
            names, last = many[:-1], many[-1]
            if isinstance(last, ast.Name | ast.Attribute):
                last, names = names[0], [*names[1:], last]
            return self._assign(names, value) + self._unpack(last, names[-1])  # type: ignore[arg-type]
        if any(isinstance(one, ast.Name) and one.id == "_" for one in many):
            raise to.refuse(many[0], "the name _ is no variable here")
        declared = "const " if len(many) == 1 and _names(many[0]) & self._constants else ""
        return f"{declared}{' = '.join([*map(to.target, many), to.text(value, ARROW)])};\n"

    def _unpack(self, target: ast.Tuple, value: ast.expr) -> str:
        """Write `a, b = …`: one after the other where no value needs what an earlier one has set."""
        to = self.to
        constant = _names(target) and _names(target) <= self._constants | {"_"}
        declared = "const " if constant else ""
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            texts = [to.text(one, ARROW) for one in value.elts]
            if _is_in_turn(target.elts, value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                return "".join(f"{declared}{to.target(one)} = {to.text(what, ARROW)};\n" for one, what in pairs)
            return f"{declared}{to.target(target)} = {listed('[', texts, ']')};\n"
        kind = to.kind(value)
        if kind.name == "tuple" and len(kind.of) == len(target.elts) and not kind.optional:
            return f"{declared}{to.target(target)} = {to.text(value, ARROW)};\n"
        return f"{declared}{to.target(target)} = py.unpack({to.each(value)}, {len(target.elts)});\n"

    def _catch(self, handlers: list[ast.ExceptHandler]) -> str:
        (handler,) = handlers if len(handlers) == 1 else (None,)
        if handler is None or handler.type is None:
            raise self.to.refuse(handlers[0], "several `except`, or one without a name")
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names = [one.id if isinstance(one, ast.Name) else "" for one in kinds]
        if unknown := [name for name in names if name not in _ERRORS]:
            raise self.to.refuse(handler, f"an error {unknown[0]}, which JavaScript does not raise")
        caught = self.to.name(handler, handler.name or "error")
        self.to.scope.names.setdefault(caught, [Kind("any")])
        fits = ", ".join(_ERRORS[name] for name in names)
        return f" catch ({caught}) {{\n  py.only({caught}, {fits});\n" + self._block(handler.body)[2:]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _sets_itself(node: ast.Call) -> bool:
    """Whether it is `object.__setattr__(self, "name", value)`, as a frozen dataclass needs it."""
    called = ast.unparse(node.func) == "object.__setattr__" and ast.unparse(node.args[0]) == "self"
    return called and isinstance(node.args[1], ast.Constant)


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _walked(node: ast.AST) -> list[ast.AST]:
    """Walk over a function in the order of its lines, but not into comprehensions, whose names are their own."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.comprehension):
            found += [*_walked(child.iter), child.iter]
        elif not isinstance(child, ast.Lambda):
            found += [child, *_walked(child)]
    return found


def _once_set(function: Function) -> tuple[set[str], set[str]]:
    """Names that are set once and met in the rest of that block only, and those of a loop, met within it only."""
    nodes = _walked(function.node)
    stores = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    stores += function.annotations
    met = [node for node in ast.walk(function.node) if isinstance(node, ast.Name)]

    def only_in(name: str, statements: list[ast.stmt]) -> bool:
        inside = {id(node) for one in statements for node in ast.walk(one)}
        return stores.count(name) == 1 and all(id(node) in inside for node in met if node.id == name)

    constants: set[str] = set()
    loops: set[str] = set()
    for body in _blocks(function.node):
        for k, one in enumerate(body):
            if isinstance(one, ast.For):
                names = _names(one.target) - {"_"}
                loops |= names if all(only_in(name, [one]) for name in names) else set()
            target = one.targets[0] if isinstance(one, ast.Assign) and len(one.targets) == 1 else None
            target = one.target if isinstance(one, ast.AnnAssign) else target
            if isinstance(target, ast.Name | ast.Tuple) and all(only_in(name, body[k:]) for name in _names(target)):
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                if all(isinstance(part, ast.Name | ast.Tuple) for part in parts):
                    constants |= _names(target)
    return constants, loops


def _blocks(node: ast.AST) -> list[list[ast.stmt]]:
    """Every list of statements within a function, its own first."""
    found = [body for name in ("body", "orelse") if isinstance(body := getattr(node, name, None), list) and body]
    found += [handler.body for handler in getattr(node, "handlers", [])]
    return found + [inner for body in found for one in body for inner in _blocks(one)]


def _is_in_turn(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    """Whether no value, nor what it calls, can need a target that is set before it."""
    if any(isinstance(node, ast.Call) for value in values[1:] for node in ast.walk(value)):
        return False
    if not all(isinstance(target, ast.Name | ast.Attribute) for target in targets):
        return False
    for k, target in enumerate(targets):
        text = ast.unparse(target)
        if any(text == ast.unparse(node) for value in values[k + 1 :] for node in ast.walk(value)
               if isinstance(node, ast.Name | ast.Attribute)):  # fmt: skip
            return False
    return True
