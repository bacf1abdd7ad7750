"""Python's expressions as JavaScript's; what Python means otherwise is called in `python.mjs`, as `py`."""

from __future__ import annotations

import ast
import json

from tools.python_to_javascript.calls import call
from tools.python_to_javascript.kinds import ARRAYS, NUMBERS, WHOLE, Kind, Scope, has_attribute
from tools.python_to_javascript.layout import (
    AND,
    ARROW,
    CALL,
    CHOICE,
    EQUALITY,
    OR,
    PRODUCT,
    RELATION,
    SUM,
    UNARY,
    Piece,
    listed,
)
from tools.python_to_javascript.refused import RefusedError
from tools.python_to_javascript.sources import Class

_LARGEST_WHOLE = 2**53
_MATHS = {"inf": "Infinity", "nan": "NaN", "pi": "Math.PI"}
_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: ("+", SUM), ast.Sub: ("-", SUM), ast.Mult: ("*", PRODUCT)}
# Words of JavaScript, and what the modules call by these names.
_WORDS = """
arguments await case catch const debugger default delete do enum eval export extends function implements instanceof
interface let new null package private protected public static super switch this throw typeof undefined var void yield
py Array Infinity Map Math NaN Number Object Set String
"""
RESERVED = frozenset(_WORDS.split())


class Expressions:
    """Writes the expressions of one function.

    Attributes
    ----------
    used : set of str
        Names of other modules that were written.
    declared : list of str
        Names that the function must declare for its expressions.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.used: set[str] = set()
        self.declared: list[str] = []
        # Names that expressions set, such as `(step := …)`, so that no name is made twice.
        self._made = 0

    def refuse(self, node: ast.AST, trouble: str) -> RefusedError:
        """Give the error that names file and line."""
        return RefusedError(self.scope.module.path, node, trouble)

    def kind(self, node: ast.expr) -> Kind:
        """Give the kind of an expression."""
        return self.scope.kind(node)

    def text(self, node: ast.expr, binds: int = 0) -> str:
        """Write an expression for a place between operators that bind so."""
        return self.piece(node).inside(binds)

    def name(self, node: ast.AST, name: str) -> str:
        """Check a name."""
        if name in RESERVED:
            raise self.refuse(node, f"the name {name} means something else in JavaScript")
        return name

    def piece(self, node: ast.expr) -> Piece:
        """Write an expression."""
        match node:
            case ast.Constant(value=value):
                return self._constant(node, value)
            case ast.JoinedStr(values=parts):
                return Piece("`" + "".join(self._part_of_text(part) for part in parts) + "`")
            case ast.Name(id="self"):
                return Piece("this")
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute():
                return self._attribute(node)
            case ast.UnaryOp(op=ast.Not(), operand=one):
                return self.negated(one)
            case ast.UnaryOp(op=ast.USub(), operand=one) if self.kind(one).name == "int" and not _is_number(one):
                # Integers know no -0.
                return Piece(f"0 - {self.text(one, PRODUCT)}", SUM)
            case ast.UnaryOp(op=ast.USub(), operand=one) if self.kind(one).name in NUMBERS:
                # Two signs on end would count down.
                inner = self.text(one, UNARY)
                return Piece(f"-({inner})" if inner.startswith("-") else f"-{inner}", UNARY)
            case ast.BinOp():
                return self._operator(node)
            case ast.BoolOp():
                return self._and_or(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp(test=test, body=body, orelse=other):
                yes, no = self.text(body, CHOICE), self.text(other, CHOICE)
                return Piece(f"{self.truth(test).inside(OR)} ? {yes} : {no}", CHOICE)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                if name not in self.declared:
                    self.declared.append(name)
                return Piece(f"{self.name(node, name)} = {self.text(value, CHOICE)}", ARROW)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return Piece(listed("[", [self._element(one) for one in elements], "]"))
            case ast.Set(elts=elements):
                self._check_keys(node, *elements)
                return Piece("new Set(" + listed("[", [self._element(one) for one in elements], "]") + ")", CALL)
            case ast.Dict(keys=keys, values=values):
                return self._dict(keys, values)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
                return self._comprehension(node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.Call():
                return call(self, node)
            case ast.Lambda(args=arguments, body=body) if not arguments.defaults:
                names = ", ".join(self.name(node, one.arg) for one in arguments.args)
                return Piece(f"({names}) => {self.text(body, CHOICE)}", ARROW)
        raise self.refuse(node, f"{type(node).__name__} is outside of what is turned into JavaScript")

    def _constant(self, node: ast.expr, value: object) -> Piece:
        if value is None or isinstance(value, bool):
            return Piece(json.dumps(value))
        if isinstance(value, int) and abs(value) > _LARGEST_WHOLE:
            raise self.refuse(node, "an integer beyond 2**53 is not exact in JavaScript")
        if isinstance(value, str):
            return Piece(json.dumps(value, ensure_ascii=False))
        if isinstance(value, int | float):
            return Piece("Infinity" if value == float("inf") else repr(value))
        raise self.refuse(node, f"a constant of type {type(value).__name__}")

    def _part_of_text(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str(text)):
                return (
                    json.dumps(text, ensure_ascii=False)[1:-1]
                    .replace('\\"', '"')
                    .replace("`", "\\`")
                    .replace("${", "\\${")
                )
            case ast.FormattedValue(value=value, conversion=-1, format_spec=spec):
                return f"${{{self._formatted(value, spec)}}}"
        raise self.refuse(node, "a text with a conversion such as !r")

    def _formatted(self, value: ast.expr, spec: ast.expr | None) -> str:
        kind = self.kind(value)
        parts = spec.values if isinstance(spec, ast.JoinedStr) else []
        form = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
        # Where there is no number after all, `py` says so.
        if kind.optional and kind.name != "float":
            raise self.refuse(value, "what is written may be None")
        if not form:
            if kind.name == "float":
                return f"py.decimal({self.text(value)})"
            if kind.name == "int":
                return f"py.digits({self.text(value)})"
            made = self.scope.module.world.classes.get(kind.name)
            if kind.name == "str" or (made and (made.is_enum or "__str__" in made.methods)):
                return self.text(value)
        elif kind.name in ("int", "float", "number"):
            if form == "g":
                return f"py.general({self.text(value)})"
            if form[0] == "." and form[-1] == "f" and form[1:-1].isdigit():
                return f"py.fixed({self.text(value)}, {form[1:-1]})"
        raise self.refuse(value, f"a value of kind {kind.name} is written{' as ' if form else ''}{form}")

    def _name(self, node: ast.expr, name: str) -> Piece:
        if name in self.scope.names:
            return Piece(self.name(node, name))
        if self.scope.module.imports.get(name) == ("math", name) and name in _MATHS:
            return Piece(_MATHS[name])
        if self.scope.module.find(name) is None:
            raise self.refuse(node, f"{name} is not known")
        self.used.add(name)
        return Piece(self.name(node, name))

    def _attribute(self, node: ast.Attribute) -> Piece:
        kind = self.kind(node.value)
        made = self.scope.module.world.classes.get(kind.name)
        if made is not None and made.is_enum and node.attr == "value":
            return self.piece(node.value)
        if made is not None and not made.is_enum and node.attr in made.methods:
            raise self.refuse(node, f"the method {node.attr} is not called: JavaScript would forget whose it is")
        if kind.name != "any" and (made is None or not has_attribute(made, node.attr)) and not self._is_member(node):
            raise self.refuse(node, f"{node.attr} of {kind.name}")
        return Piece(f"{self.text(node.value, CALL)}.{node.attr}", CALL)

    def _is_member(self, node: ast.Attribute) -> bool:
        found = self.scope.module.find(node.value.id) if isinstance(node.value, ast.Name) else None
        return isinstance(found, Class) and node.attr in found.members

    def _element(self, node: ast.expr) -> str:
        return f"...{self.each(node.value)}" if isinstance(node, ast.Starred) else self.text(node, ARROW)

    def _dict(self, keys: list[ast.expr | None], values: list[ast.expr]) -> Piece:
        self._check_keys(values[0] if values else None, *(key for key in keys if key is not None))
        pairs = [
            f"...{self.text(value, CALL)}" if key is None else f"[{self.text(key, ARROW)}, {self.text(value, ARROW)}]"
            for key, value in zip(keys, values, strict=True)
        ]
        return Piece("new Map(" + (listed("[", pairs, "]") if pairs else "") + ")", CALL)

    def _check_keys(self, node: ast.AST | None, *keys: ast.expr) -> None:
        for key in keys:
            kind = self.kind(key.value).inner if isinstance(key, ast.Starred) else self.kind(key)
            made = self.scope.module.world.classes.get(kind.name)
            if kind.name not in ("str", "int", "any") and not (made and made.is_enum):
                raise self.refuse(
                    node or key, f"a key of kind {kind.name}: JavaScript looks for the same, not for equal ones"
                )

    # Operators

    def _operator(self, node: ast.BinOp) -> Piece:
        left, right = self.kind(node.left), self.kind(node.right)
        numbers = left.name in NUMBERS and right.name in NUMBERS
        match node.op:
            case ast.Add() if left.name == right.name == "str":
                return Piece(f"{self.text(node.left, SUM)} + {self.text(node.right, PRODUCT)}", SUM)
            case ast.Mult() if numbers and {left.name, right.name} <= WHOLE:
                return self.called("whole_mul", node.left, node.right)
            case ast.Add() | ast.Sub() | ast.Mult() if numbers:
                sign, binds = _ARITHMETIC[type(node.op)]
                return Piece(f"{self.text(node.left, binds)} {sign} {self.text(node.right, binds + 1)}", binds)
            case ast.Div() if numbers:
                if isinstance(node.right, ast.Constant) and node.right.value:
                    return Piece(f"{self.text(node.left, PRODUCT)} / {self.text(node.right, UNARY)}", PRODUCT)
                return self.called("div", node.left, node.right)
            case ast.FloorDiv() | ast.Mod() if numbers:
                whole = "whole_" if {left.name, right.name} <= WHOLE else ""
                return self.called(whole + ("floordiv" if isinstance(node.op, ast.FloorDiv) else "mod"),
                                   node.left, node.right)  # fmt: skip
            case ast.Pow() if numbers:
                return self.called("power", node.left, node.right)
            case ast.Mult() if left.name in ("list", "tuple") and right.name == "int":
                return self.called("repeated", node.left, node.right)
            case ast.BitOr() if left.name == right.name == "set":
                return self.called("union", node.left, node.right)
            case ast.BitOr() if right.name == "dict":
                return Piece(f"new Map([...{self.text(node.left, CALL)}, ...{self.text(node.right, CALL)}])", CALL)
        raise self.refuse(node, f"{type(node.op).__name__} between {left.name} and {right.name}")

    def called(self, function: str, *given: ast.expr) -> Piece:
        """Write a call of what stands in `python.mjs`."""
        return Piece(listed(f"py.{function}(", [self.text(one, ARROW) for one in given], ")"), CALL)

    def _and_or(self, node: ast.BoolOp) -> Piece:
        sign, binds = ("&&", AND) if isinstance(node.op, ast.And) else ("||", OR)
        if all(self._is_boolean(one) for one in node.values):
            return Piece(f" {sign} ".join(self.text(one, AND + 1) for one in node.values), binds)
        if len(node.values) > 2:
            raise self.refuse(node, "the value of several `and` or `or`")
        value, other = node.values
        tested, kept = self._twice(value)
        answers = (kept, self.text(other, CHOICE)) if sign == "||" else (self.text(other, CHOICE), kept)
        return Piece(f"{self._truth_of(self.kind(value), tested).inside(OR)} ? {answers[0]} : {answers[1]}", CHOICE)

    def _twice(self, node: ast.expr) -> tuple[Piece, str]:
        """Write what is needed twice and to be worked out once: first, and again."""
        inner = node
        while isinstance(inner, ast.Attribute):
            inner = inner.value
        if isinstance(inner, ast.Name | ast.Constant):
            return self.piece(node), self.text(node, UNARY)
        self._made += 1
        name = f"once_{self._made}"
        self.declared.append(name)
        return Piece(f"{name} = {self.text(node, CHOICE)}", ARROW), name

    def _comparison(self, node: ast.Compare) -> Piece:
        parts, left = [], self.piece(node.left)
        left_node = node.left
        for k, (op, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            first, again = self._twice(right) if k + 1 < len(node.ops) else (self.piece(right), "")
            parts.append(self._compared(node, left_node, left, op, right, first))
            left, left_node = Piece(again, UNARY), right
        return parts[0] if len(parts) == 1 else Piece(" && ".join(one.inside(EQUALITY) for one in parts), AND)

    def _compared(
        self, node: ast.Compare, left_node: ast.expr, left: Piece, op: ast.cmpop, right_node: ast.expr, right: Piece
    ) -> Piece:
        kinds = left_kind, right_kind = self.kind(left_node), self.kind(right_node)
        no = isinstance(op, ast.NotEq | ast.IsNot | ast.NotIn)
        match op:
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() if all(one.name in NUMBERS for one in kinds):
                return Piece(f"{left.inside(SUM)} {_ORDER[type(op)]} {right.inside(SUM)}", RELATION)
            case ast.Is() | ast.IsNot():
                return Piece(f"{left.inside(RELATION)} {'!==' if no else '==='} {right.inside(RELATION)}", EQUALITY)
            case ast.Eq() | ast.NotEq():
                if self._are_plain(*kinds):
                    return Piece(f"{left.inside(RELATION)} {'!==' if no else '==='} {right.inside(RELATION)}", EQUALITY)
                return Piece(f"{'!' if no else ''}py.equal({left.inside(ARROW)}, {right.inside(ARROW)})", UNARY)
            case ast.In() | ast.NotIn() if right_kind.name in ("set", "dict"):
                return Piece(f"{'!' if no else ''}{right.inside(CALL)}.has({left.inside(ARROW)})", UNARY)
            case ast.In() | ast.NotIn() if right_kind.name in ARRAYS and self._are_plain(left_kind, left_kind):
                return Piece(f"{'!' if no else ''}{right.inside(CALL)}.includes({left.inside(ARROW)})", UNARY)
        raise self.refuse(node, f"{type(op).__name__} between {left_kind.name} and {right_kind.name}")

    def _are_plain(self, left: Kind, right: Kind) -> bool:
        """Whether JavaScript's === says of two values what Python's == does."""
        classes = self.scope.module.world.classes

        def sort(kind: Kind) -> str:
            made = classes.get(kind.name)
            return (
                "number" if kind.name in ("float", "int", "number") else "str" if made and made.is_enum else kind.name
            )

        return sort(left) == sort(right) and sort(left) in ("number", "str", "bool")

    # Truth

    def _is_boolean(self, node: ast.expr) -> bool:
        return self.kind(node) == Kind("bool")

    def truth(self, node: ast.expr) -> Piece:
        """Write a condition: empty containers, 0, None and empty texts are false, and what is no number is true."""
        if isinstance(node, ast.BoolOp):
            sign, binds = ("&&", AND) if isinstance(node.op, ast.And) else ("||", OR)
            return Piece(f" {sign} ".join(self.truth(one).inside(AND + 1) for one in node.values), binds)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self.negated(node.operand)
        return self._truth_of(self.kind(node), self.piece(node))

    def _truth_of(self, kind: Kind, piece: Piece) -> Piece:
        made = self.scope.module.world.classes.get(kind.name)
        if kind == Kind("bool"):
            return piece
        if made is not None and not made.is_enum:
            return Piece(f"{piece.inside(RELATION)} !== null", EQUALITY)
        if (made is not None or kind.name == "str") and not kind.optional:
            return Piece(f'{piece.inside(RELATION)} !== ""', EQUALITY)
        if kind.name in ("int", "float", "number") and not kind.optional:
            return Piece(f"{piece.inside(RELATION)} !== 0", EQUALITY)
        if kind.name in ARRAYS and not kind.optional:
            return Piece(f"{piece.inside(CALL)}.length > 0", RELATION)
        return Piece(f"py.truth({piece.inside(ARROW)})", CALL)

    def negated(self, node: ast.expr) -> Piece:
        """Write `not`."""
        said = self.truth(node)
        for yes, no in ((" !== null", " === null"), (' !== ""', ' === ""'), (" !== 0", " === 0")):
            if said.binds == EQUALITY and said.text.endswith(yes) and "&&" not in said.text:
                return Piece(said.text.removesuffix(yes) + no, EQUALITY)
        return Piece(f"!{said.inside(UNARY)}", UNARY)

    # Sequences

    def each(self, node: ast.expr) -> str:
        """Write what JavaScript goes through as Python goes through this."""
        kind = self.kind(node)
        if kind.name == "any":
            return f"py.each({self.text(node, ARROW)})"
        if kind.name in NUMBERS or kind.name in self.scope.module.world.classes:
            raise self.refuse(node, f"nothing goes through a {kind.name}")
        return f"{self.text(node, CALL)}.keys()" if kind.name == "dict" else self.text(node, CALL)

    def array(self, node: ast.expr) -> str:
        """Write an array of what Python goes through here."""
        is_array = self.kind(node).name in ARRAYS or isinstance(node, ast.GeneratorExp)
        return self.text(node, CALL) if is_array and not self.kind(node).optional else f"[...{self.each(node)}]"

    def _subscript(self, node: ast.Subscript) -> Piece:
        of = self.kind(node.value)
        if of.name == "dict":
            return self.called("key", node.value, node.slice)
        # A place in None fails in both languages.
        if of.name not in ARRAYS:
            raise self.refuse(node, f"a place in {of.name}")
        if isinstance(node.slice, ast.Slice):
            return Piece(self._slice(node, of), CALL)
        if self.kind(node.slice).name != "int":
            raise self.refuse(node, f"a place of kind {self.kind(node.slice).name}")
        at = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(at, int) and of.name == "tuple" and at < len(of.of):
            return Piece(f"{self.text(node.value, CALL)}[{at}]", CALL)
        return self.called("item", node.value, node.slice)

    def _slice(self, node: ast.Subscript, of: Kind) -> str:
        cut = node.slice
        assert isinstance(cut, ast.Slice)
        if cut.step is not None or of.name == "deque":
            raise self.refuse(node, "a slice with a step, or of a deque")
        if any(end is not None and self.kind(end) != Kind("int") for end in (cut.lower, cut.upper)):
            raise self.refuse(node, "a slice whose end may be no integer")
        low = "0" if cut.lower is None else self.text(cut.lower, ARROW)
        high = "" if cut.upper is None else f", {self.text(cut.upper, ARROW)}"
        return f"{self.text(node.value, CALL)}.slice({low}{high})"

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp) -> Piece:
        if isinstance(node, ast.DictComp):
            self._check_keys(node, node.key)
            what = f"[{self.text(node.key, ARROW)}, {self.text(node.value, ARROW)}]"
            return Piece(f"new Map({self._loop(node.generators, what)})", CALL)
        what = self.text(node.elt, ARROW)
        if isinstance(node, ast.SetComp):
            self._check_keys(node, node.elt)
            return Piece(f"new Set({self._loop(node.generators, what)})", CALL)
        one = node.generators[0]
        # `[x for x in xs if …]`
        same = len(node.generators) == 1 and ast.dump(one.target).replace("Store", "Load") == ast.dump(node.elt)
        if same and not one.ifs:
            return Piece(f"[...{self.each(one.iter)}]")
        if same and len(one.ifs) == 1:
            return Piece(f"{self.array(one.iter)}.filter(({what}) => {self.truth(one.ifs[0]).inside(CHOICE)})", CALL)
        return Piece(self._loop(node.generators, what), CALL)

    def _loop(self, loops: list[ast.comprehension], what: str) -> str:
        one, *inner = loops
        if one.is_async or len(one.ifs) > 1:
            raise self.refuse(one.target, "a comprehension with several conditions")
        given = self.target(one.target)
        if inner:
            body, way = self._loop(inner, what), "flatMap"
            if one.ifs:
                body = f"({self.truth(one.ifs[0]).inside(OR)} ? {body} : [])"
        elif one.ifs:
            body, way = f"({self.truth(one.ifs[0]).inside(OR)} ? [{what}] : [])", "flatMap"
        else:
            if what == given:
                return self.array(one.iter)
            body, way = what, "map"
        return f"{self.array(one.iter)}.{way}(({given}) => {body})"

    def condition(self, node: ast.GeneratorExp, way: str) -> Piece:
        """Write `any` or `all`, which stop at the first that decides."""
        if len(node.generators) != 1 or node.generators[0].ifs:
            raise self.refuse(node, "any or all of several loops or with a condition")
        one = node.generators[0]
        said = self.truth(node.elt).inside(CHOICE)
        return Piece(f"{self.array(one.iter)}.{way}(({self.target(one.target)}) => {said})", CALL)

    def target(self, node: ast.expr) -> str:
        """Write what is assigned to."""
        match node:
            case ast.Name(id=name):
                return self.name(node, name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return f"this.{name}"
            case ast.Tuple(elts=parts):
                # What is not used has no name.
                return "[" + ", ".join("" if self._is_unused(one) else self.target(one) for one in parts) + "]"
            case ast.Subscript(value=value, slice=index) if self.kind(value).name in ("list", "deque"):
                return f"{self.text(value, CALL)}[{self.called('place', value, index).text}]"
        raise self.refuse(node, "this is not assigned to")

    def _is_unused(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == "_"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)
