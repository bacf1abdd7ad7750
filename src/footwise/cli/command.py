"""One command: its example, and the names of its options where the library speaks of parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from footwise.errors import FootwiseError

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MARK = "_command"
_LONGEST_SENTENCE = 500
# What click calls the type of a name of a file or folder.
_NAMES = ("path", "file", "directory")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+")
# `mass_kg`, `mass_kg=...`, `calibration='clinic'`, `films=False`
_PARAMETER = re.compile(r"`([a-z][a-z0-9_]*)(?:=([^`]*))?`")


@dataclass(frozen=True)
class Word:
    """How a parameter is called on the command line.

    Attributes
    ----------
    name : str
        ``--mass``; of an argument what stands for it in the help, such as ``STUDY``.
    off : str
        What says no, such as ``--no-films``; empty where nothing does.
    value : str
        What stands for its value in the help, such as ``KG``.
    """

    name: str
    off: str = ""
    value: str = ""

    def with_value(self, value: str | None) -> str:
        """Say it with a value as Python writes it: ``...`` for any, none for the name alone."""
        if value in (None, "True"):
            return self.name
        if value == "False":
            return self.off or self.name
        return f"{self.name} {self.value if value == '...' else value.strip(chr(39))}".rstrip()


_words: ContextVar[Mapping[str, Word] | None] = ContextVar("_words", default=None)


def words_of(command: TyperCommand) -> dict[str, Word]:
    """Give the word for each parameter of a command; its function names them as the library does."""
    # typer wraps the function that it is given.
    marked: tuple[str, dict[str, Word]] = vars(getattr(command.callback, "__wrapped__", command.callback))[_MARK]
    words = dict(marked[1])
    for parameter in command.params:
        named = parameter.metavar or str(parameter.name).upper()
        if isinstance(parameter, TyperArgument):
            words[str(parameter.name)] = Word(named.rstrip("."))
        else:
            words[str(parameter.name)] = Word(parameter.opts[0], next(iter(parameter.secondary_opts), ""), named)
    return words


def told(text: str) -> str:
    """Put the options of the command that runs in the place of parameters in backticks.

    A sentence of the library says "Give it with `mass_kg=...`"; here it says "Give it with --mass KG".
    """
    words = _words.get() or {}

    def option(found: re.Match[str]) -> str:
        word = words.get(found[1])
        return found[0] if word is None else word.with_value(found[2])

    return _PARAMETER.sub(option, text)


class Command(TyperCommand):
    """A command in whose errors the options stand for the library's parameters."""

    def get_short_help_str(self, limit: int = _LONGEST_SENTENCE) -> str:
        """Give the first sentence as a whole: a list of commands that ends in dots tells little."""
        return super().get_short_help_str(max(limit, _LONGEST_SENTENCE))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an empty name of a file or folder, which would stand for the current folder, and a decimal comma."""
        if not ctx.resilient_parsing:
            written, _, _ = self.make_parser(ctx).parse_args(list(args))
            words = words_of(self)
            for parameter in self.params:
                value = written.get(str(parameter.name))
                values = value if isinstance(value, list | tuple) else [value]
                word = words[str(parameter.name)].name
                if "" in values and parameter.type.name in _NAMES:
                    raise FootwiseError(word, "is an empty name", "Name a file or folder")
                for text in values if parameter.type.name == "float" else ():
                    if isinstance(text, str) and _DECIMAL_COMMA.fullmatch(text):
                        raise FootwiseError(word, f"is {text!r}", f"Write {text.replace(',', '.')}, with a point")
        return list(super().parse_args(ctx, args))

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        before = _words.set(words_of(self))
        try:
            return super().invoke(ctx)
        except FootwiseError as error:
            where = error.where if isinstance(error.where, Path) else told(error.where)
            said = FootwiseError(where, told(error.trouble), told(error.remedy), error.kind)
            raise said.with_traceback(error.__traceback__) from error.__cause__
        finally:
            _words.reset(before)


class Commands(TyperGroup):
    """A group of commands that is told in a whole sentence, too."""

    def get_short_help_str(self, limit: int = _LONGEST_SENTENCE) -> str:
        """Give the first sentence as a whole."""
        return super().get_short_help_str(max(limit, _LONGEST_SENTENCE))


def command(example: str, *, words: Mapping[str, str] | None = None) -> Callable[[_Function], _Function]:
    """Make a function a command that `add` can add.

    Parameters
    ----------
    example : str
        How it is called; shown below the help.
    words : mapping of str to str, optional
        What to say for parameters that are set otherwise than by an option of this command.
    """

    def mark(function: _Function) -> _Function:
        vars(function)[_MARK] = (example, {name: Word(word) for name, word in (words or {}).items()})
        return function

    return mark


def add(app: typer.Typer, function: Callable[..., Any], name: str | None = None) -> None:
    """Add a command; without a name it has that of its function."""
    # Before a paragraph whose lines shall stay as they are stands the mark that click has for it.
    told_as_is = cleandoc(function.__doc__ or "").replace(r"\b", "\b")
    app.command(name=name, cls=Command, help=told_as_is, epilog=f"Example: {vars(function)[_MARK][0]}")(function)
