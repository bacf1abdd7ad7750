"""What kind of value an expression has, as far as the annotations and the literals say it.

Python's operators mean different things by what they stand between, and JavaScript others: `+` joins lists here and
makes text of them there. The sources are typed to the last function, and mypy has shown that the types are right, so a
kind is only looked up here. Where it cannot be, `any` comes out, and whoever needs it refuses.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from tools.python_to_javascript.sources import Class, Function, Module


@dataclass(frozen=True)
class Kind:
    """A kind of value: `float`, `list` of something, the name of a class; `optional` where it may be None."""

    name: str
    of: tuple[Kind, ...] = ()
    optional: bool = False

    @property
    def inner(self) -> Kind:
        """What is met in it one after the other: elements, or the keys of a dict."""
        if self.name == "str":
            return STR
        return self.of[0] if self.of else ANY


ANY, NONE, FLOAT, INT, BOOL, STR = (Kind(name) for name in ("any", "none", "float", "int", "bool", "str"))
# A `number` is an integer or a float, nobody knows which: it is worked with, but not written as text.
NUMBERS = {"float", "int", "bool", "number"}
WHOLE = {"int", "bool"}
ARRAYS = {"list", "tuple", "deque"}
_SEQUENCES = {
    "list": "list", "Sequence": "list", "deque": "deque", "set": "set", "frozenset": "set", "dict": "dict",
    "Mapping": "dict", "Iterable": "iterable", "Iterator": "iterable",
}  # fmt: skip
_PLAIN = {"float": FLOAT, "int": INT, "bool": BOOL, "str": STR}
_MATHS = {"isfinite": BOOL}
_RETURNS = {
    "len": INT, "int": INT, "round": INT, "float": FLOAT, "str": STR, "any": BOOL, "all": BOOL, "bool": BOOL,
}  # fmt: skip
_METHODS = {"random": FLOAT, "join": STR}


def annotated(node: ast.expr | None, module: Module) -> Kind:
    """Give the kind that an annotation says."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return annotated(ast.parse(text, mode="eval").body, module)
        case ast.Name(id=name) if name in _PLAIN:
            return _PLAIN[name]
        case ast.Name(id=name) if name in _SEQUENCES:
            return Kind(_SEQUENCES[name])
        case ast.Name(id=name):
            found = module.find(name)
            if isinstance(found, Class):
                return Kind(found.name)
            return annotated(found.value, found.module) if found is not None and found.is_alias else ANY
        case ast.Subscript(value=ast.Name(id="Callable"), slice=ast.Tuple(elts=[_, result])):
            return Kind("callable", (annotated(result, module),))
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[one, ast.Constant(value=value)])) if (
            value is ...
        ):
            return Kind("list", (annotated(one, module),))
        case ast.Subscript(value=ast.Name(id="tuple"), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return Kind("tuple", tuple(annotated(one, module) for one in parts))
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _SEQUENCES:
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return Kind(_SEQUENCES[name], tuple(annotated(one, module) for one in parts))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return joined(annotated(left, module), annotated(right, module))
    return ANY


def joined(one: Kind, other: Kind) -> Kind:
    """Give the kind of a value that is of one of two kinds."""
    if replace(one, optional=False) == replace(other, optional=False):
        return replace(one, optional=one.optional or other.optional)
    if one == NONE or other == NONE:
        return replace(other if one == NONE else one, optional=True)
    optional = one.optional or other.optional
    if {one.name, other.name} <= NUMBERS:
        return Kind("number", (), optional)
    if {one.name, other.name} <= ARRAYS:
        elements = [*one.of, *other.of]
        # An empty tuple or list says nothing of its elements.
        return Kind("list", (all_joined(elements),) if elements else (), optional)
    return ANY


def all_joined(kinds: list[Kind]) -> Kind:
    """Give the kind of a value that is of one of several."""
    result = kinds[0] if kinds else ANY
    for one in kinds[1:]:
        result = joined(result, one)
    return result


class Scope:
    """The names of one function (or of a module's top), and what kinds they have.

    Parameters
    ----------
    module : Module
    of : Class, optional
        Where the function is a method.
    function : Function, optional
        None at the top of a module.
    """

    def __init__(self, module: Module, of: Class | None = None, function: Function | None = None) -> None:
        self.module, self.of, self.function = module, of, function
        self.names: dict[str, list[Source]] = {}
        if function is not None:
            for name, annotation in function.annotations.items():
                self.names[name] = [annotated(annotation, module)]
            if of is not None:
                self.names["self"] = [Kind(of.name)]
            for statement in function.node.body:
                for node in ast.walk(statement):
                    self.look(node)
        self._found: dict[str, Kind] = {}

    def look(self, node: ast.AST) -> None:
        """Note the names that a statement or a comprehension sets."""
        match node:
            case ast.AnnAssign(target=target, annotation=annotation):
                for name, _ in targets(target, annotation):
                    self.names.setdefault(name, []).append(annotated(annotation, self.module))
            case ast.Assign(targets=many, value=value):
                for target in many:
                    self.bind(target, value)
            case ast.NamedExpr(target=target, value=value):
                self.bind(target, value)
            case ast.AugAssign(target=ast.Name() | ast.Attribute() as target, value=value):
                self.bind(target, value)
            case ast.For(target=target, iter=values) | ast.comprehension(target=target, iter=values):
                self.bind(target, Element(values))
            case ast.Call(args=[values], keywords=[ast.keyword(arg="key", value=ast.Lambda(args=given))]):
                self.bind(ast.Name(given.args[0].arg), Element(values))

    def bind(self, target: ast.expr, value: Source) -> None:
        """Note what names take their value from."""
        for name, source in targets(target, value):
            self.names.setdefault(name, []).append(source)

    def kind(self, node: ast.expr | Source) -> Kind:
        """Give the kind of an expression."""
        match node:
            case Kind():
                return node
            case Element(values=values):
                return self.kind(values).inner
            case Part(whole=whole, at=at):
                found = self.kind(whole)
                return found.of[at] if found.name == "tuple" and at < len(found.of) else found.inner
            case ast.Constant(value=value):
                return NONE if value is None else _PLAIN.get(type(value).__name__, ANY)
            case ast.JoinedStr():
                return STR
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=value, attr=name):
                return self._attribute(value, name)
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return BOOL
            case ast.UnaryOp(operand=operand):
                return self.kind(operand)
            case ast.NamedExpr(value=value):
                return self.kind(value)
            case ast.IfExp(body=body, orelse=other):
                return joined(self.kind(body), self.kind(other))
            case ast.BoolOp(values=values):
                kinds = [self.kind(value) for value in values]
                result = all_joined(kinds)
                # The last one decides whether `x or y` may be None.
                return replace(result, optional=kinds[-1].optional) if isinstance(node.op, ast.Or) else result
            case ast.BinOp(left=left, op=op, right=right):
                return self._of_operator(self.kind(left), op, self.kind(right))
            case ast.Tuple(elts=elements) if not any(isinstance(one, ast.Starred) for one in elements):
                return Kind("tuple", tuple(self.kind(one) for one in elements))
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                kinds = [self.kind(one.value).inner if isinstance(one, ast.Starred) else self.kind(one)
                         for one in elements]  # fmt: skip
                return Kind("set" if isinstance(node, ast.Set) else "list", (all_joined(kinds),) if kinds else ())
            case ast.Dict() | ast.DictComp():
                return Kind("dict")
            case ast.ListComp(elt=one):
                return Kind("list", (self.kind(one),))
            case ast.GeneratorExp(elt=one):
                return Kind("iterable", (self.kind(one),))
            case ast.SetComp(elt=one):
                return Kind("set", (self.kind(one),))
            case ast.Subscript(value=value, slice=index):
                return self._of_subscript(self.kind(value), index)
            case ast.Call():
                return self._of_call(node)
        return ANY

    def _named(self, name: str) -> Kind:
        if name in self.names:
            if name not in self._found:
                self._work_out()
            return self._found[name]
        found = self.module.find(name)
        if found is None:
            return FLOAT if self.module.imports.get(name) == ("math", name) and name in ("inf", "nan", "pi") else ANY
        if isinstance(found, Class | Function):
            return ANY
        return annotated(found.annotation, found.module) if found.annotation else Scope(found.module).kind(found.value)

    def _work_out(self) -> None:
        """Find the kinds of all names, which may need each other: again and again, until nothing changes."""
        self._found = dict.fromkeys(self.names, ANY)
        for _ in self.names:
            before = dict(self._found)
            for name, sources in self.names.items():
                self._found[name] = all_joined([kind for source in sources if (kind := self.kind(source)) != ANY])
            if self._found == before:
                return

    def _attribute(self, value: ast.expr, name: str) -> Kind:
        if isinstance(value, ast.Name) and value.id not in self.names:
            owner = self.module.find(value.id)
            if isinstance(owner, Class) and name in owner.members:
                return Kind(owner.name)
        of = self.kind(value)
        owner = self.module.world.classes.get(of.name)
        if owner is None:
            return ANY
        if owner.is_enum and name == "value":
            return STR
        return attribute(owner, name)

    def _of_operator(self, left: Kind, op: ast.operator, right: Kind) -> Kind:
        if left.name in NUMBERS and right.name in NUMBERS:
            if isinstance(op, ast.Div) or "float" in (left.name, right.name):
                return FLOAT
            whole = left.name in WHOLE and right.name in WHOLE and not isinstance(op, ast.Pow)
            return INT if whole else Kind("number")
        if isinstance(op, ast.Mult) and left.name in ARRAYS:
            return Kind("list", (left.inner,))
        return left if left.name == right.name and left.name in ("str", "set", "dict") else ANY

    def _of_subscript(self, of: Kind, index: ast.expr) -> Kind:
        if isinstance(index, ast.Slice):
            return Kind("list", (all_joined(list(of.of)),)) if of.name in ARRAYS else of
        if of.name == "dict":
            return of.of[1] if len(of.of) == 2 else ANY
        if of.name == "tuple":
            if isinstance(index, ast.Constant) and isinstance(index.value, int) and index.value < len(of.of):
                return of.of[index.value]
            return all_joined(list(of.of))
        return of.inner

    def _of_call(self, node: ast.Call) -> Kind:
        match node.func, node.args:
            case ast.Name(id="super" | "print"), _:
                return ANY
            case ast.Name(id=name), _ if isinstance(found := self.module.find(name), Class | Function):
                return Kind(found.name) if isinstance(found, Class) else annotated(found.returns, found.module)
            case ast.Name(id="abs" | "replace"), [one, *_]:
                return self.kind(one)
            case ast.Name(id="sum"), [values]:
                return INT if (inner := self.kind(values).inner) == BOOL else inner
            case ast.Name(id="min" | "max"), [values]:
                return self.kind(values).inner
            case ast.Name(id="min" | "max"), [*values]:
                return all_joined([self.kind(one) for one in values])
            case ast.Name(id="next"), [values, *_]:
                return self.kind(values).inner
            case ast.Name(id="sorted" | "list" | "tuple"), [values]:
                return Kind("list", (all_joined(list(self.kind(values).of)),))
            case ast.Name(id="frozenset" | "set"), [values]:
                return Kind("set", (self.kind(values).inner,))
            case ast.Name(id="round"), [_, _]:
                return FLOAT
            case ast.Name(id="divmod"), _:
                return Kind("tuple", (INT, INT))
            case ast.Name(id="range"), _:
                return Kind("list", (INT,))
            case ast.Name(id="enumerate"), [values, *_]:
                return Kind("list", (Kind("tuple", (INT, self.kind(values).inner)),))
            case ast.Name(id="zip"), [ast.Starred(value=values)]:
                return Kind("list", (Kind("list", (all_joined(list(self.kind(values).inner.of)),)),))
            case ast.Name(id="zip"), [*columns]:
                return Kind("list", (Kind("tuple", tuple(self.kind(one).inner for one in columns)),))
            case ast.Name(id="pairwise"), [values]:
                inner = self.kind(values).inner
                return Kind("list", (Kind("tuple", (inner, inner)),))
            case ast.Name(id="map"), [ast.Name(id=name), _]:
                return Kind("iterable", (self._of_call(ast.Call(ast.Name(name), [], [])),))
            case ast.Name(id="deque"), _:
                return Kind("deque")
            case ast.Name(id="fields"), _:
                return Kind("list")
            case ast.Name(id=name), _ if self.module.imports.get(name) == ("math", name):
                return _MATHS.get(name, FLOAT)
            case ast.Name(id=name), _:
                return _RETURNS.get(name, ANY)
            case ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"), [keys, *_]:
                return Kind("dict", (self.kind(keys).inner, ANY))
            case ast.Attribute(value=value, attr=name), _:
                return self._of_method(self.kind(value), name, node.args)
        return ANY

    def _of_method(self, of: Kind, name: str, given: list[ast.expr]) -> Kind:
        owner = self.module.world.classes.get(of.name)
        if owner is not None and name in owner.methods:
            method = owner.methods[name]
            return annotated(method.returns, method.module)
        if owner is not None:
            held = attribute(owner, name)
            return held.inner if held.name == "callable" else ANY
        if of.name == "dict" and name in ("get", "setdefault"):
            value = of.of[1] if len(of.of) == 2 else ANY
            return joined(value, self.kind(given[1]) if len(given) > 1 else NONE) if value != ANY else ANY
        if of.name == "deque" and name == "popleft":
            return of.inner
        return _METHODS.get(name, ANY)


@dataclass(frozen=True)
class Element:
    """One of these values after the other."""

    values: Source


@dataclass(frozen=True)
class Part:
    """What stands at this place of a tuple."""

    whole: Source
    at: int


Source = ast.expr | Kind | Element | Part


def targets(target: ast.expr, value: Source) -> list[tuple[str, Source]]:
    """Give the names of a target and where each has its value from; an attribute of self is called `self.…`."""
    match target:
        case ast.Name(id=name):
            return [(name, value)]
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return [(f"self.{name}", value)]
        case ast.Tuple(elts=parts):
            of = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(parts) else None
            return [pair for k, part in enumerate(parts) for pair in targets(part, of[k] if of else Part(value, k))]
    return []


def attribute(owner: Class, name: str) -> Kind:
    """Give the kind of an attribute: a field, a property, or what the methods set it to."""
    if name in owner.fields:
        return annotated(owner.fields[name].annotation, owner.module)
    if name in owner.properties:
        return annotated(owner.properties[name].returns, owner.module)
    known = owner.kinds.get(name)
    if isinstance(known, Kind):
        return known
    owner.kinds[name] = ANY
    found: list[Kind] = []
    for method in owner.methods.values():
        scope = Scope(owner.module, owner, method)
        found += [kind for source in scope.names.get(f"self.{name}", []) if (kind := scope.kind(source)) != ANY]
        if found and method.name == "__init__":
            break
    kind = owner.kinds[name] = all_joined(found)
    return kind


def has_attribute(owner: Class, name: str) -> bool:
    """Whether a class has such a field or property, or sets such an attribute."""
    if name in owner.fields or name in owner.properties:
        return True
    return any(f"self.{name}" in Scope(owner.module, owner, method).names for method in owner.methods.values())
