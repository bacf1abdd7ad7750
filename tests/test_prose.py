"""What a note or a fault is stands in its kind; what it says is for people. No code decides by reading it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import footwise

PACKAGE = Path(footwise.__file__).parent
PROSE = {"caution", "fault", "finding", "note", "reason", "refusal", "remark", "said", "sentence", "trouble", "warning"}
PROSE |= {f"{name}s" for name in PROSE} | {"why"}
READING = {"startswith", "endswith", "find", "rfind", "index", "rindex", "count", "partition", "rpartition", "split"}
READING |= {"rsplit", "removeprefix", "removesuffix", "match", "search", "fullmatch", "findall", "sub"}


def is_prose(node: ast.expr) -> bool:
    """Whether an expression is called what texts for people are called: `note`, `step.reason`, `notes[0].text`."""
    match node:
        case ast.Name(id=name):
            return name in PROSE
        case ast.Attribute(value=value, attr=attr):
            return attr in PROSE or (attr in ("text", "words", "trouble") and is_prose(value))
        case ast.Subscript(value=value):
            return is_prose(value)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            return attr in PROSE or (attr in ("lower", "strip", "text", "replace") and is_prose(value))
        case ast.Call(func=ast.Name(id="str"), args=[value]):
            return is_prose(value)
        case ast.BoolOp(values=values):
            return any(map(is_prose, values))
    return False


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a text that is not empty, or several."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.Tuple(elts=several) | ast.List(elts=several) | ast.Set(elts=several):
            return any(map(is_text, several))
    return isinstance(node, ast.JoinedStr)


def decisions(source: str) -> Iterator[int]:
    """Lines that look into a text for people: `startswith` and its like, a word `in` it, the whole of it compared."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr), args=given) if attr in READING:
                if is_prose(value) or any(map(is_prose, given)):
                    yield node.lineno
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
                if (is_text(left) and is_prose(right)) or (is_prose(left) and is_text(right)):
                    yield node.lineno
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                if (is_prose(left) and is_text(right)) or (is_text(left) and is_prose(right)):
                    yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        'slow = any(reason.startswith("on the floor for more than") for reason in reasons)',
        'useless = [note for note in notes if note.startswith(("plate ", "forces "))]',
        'if not any("plate" in note for note in walk.notes): pass',
        "dark = next(note for note in people[0].notes if note.text.startswith(IS_DARK))",
        'if step.fault == "the person turns": pass',
        'if "further" not in str(note).lower(): pass',
        'foot, _, text = note.partition(": ")',
        're.search("plate", walk.notes[0].text)',
        'shown = model.sentence().removeprefix("By expected benefit: ")',
        'if stance.fault in ("cut", "lost"): pass',
    ],
)
def test_a_decision_by_prose_is_found(line):
    assert list(decisions(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "useless = [note for note in notes if note.kind is NoteKind.PLATE]",
        "used = [not fault for fault in faults]",
        'if reason != "": pass',
        "if stride.reason in PATH_KNOWN: pass",
        'told = "; ".join(map(str, notes))',
        'if text.startswith("<?xml"): pass',
    ],
)
def test_kinds_and_empty_texts_may_be_asked(line):
    assert not list(decisions(line))


def test_no_code_reads_prose():
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 300
    found = [f"{path.relative_to(PACKAGE)}:{line}" for path in files for line in decisions(path.read_text("utf-8"))]
    assert not found
