"""Settings that people, other programs and broken disks leave: taken with their types, or refused in one line."""

import json
import time
from pathlib import Path

import pytest

from footwise.errors import FootwiseError
from footwise.settings import (
    Settings,
    is_number,
    is_text,
    is_whole,
    parse_json,
    parse_toml,
    quoted,
    read_json,
    read_toml,
)
from footwise.text_files import decode_text, read_bytes, read_lines

HELP = "See the docs"


def table(**words: object) -> Settings:
    return Settings("a.toml", words, remedy=HELP)


def refused(settings: Settings, method: str, *args: object, **more: object) -> str:
    with pytest.raises(FootwiseError) as caught:
        getattr(settings, method)("x", *args, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("method", "args", "sound", "unsound"),
    [
        ("text", (), ["left", " left "], ["", "  ", 3, True, ["left"], {"a": "left"}, 1.5, "x" * 10_001]),
        ("texts", (), ["left", ["a", "b"]], ["", [], ["a", 3], ["a", ["b"]], ["a", ""], 3, {}]),
        ("choice", (("in", "out"),), ["in", "out"], ["up", "", 1, ["in"], True]),
        ("flag", (), [True, False], [0, 1, "true", [], {}]),
        ("number", (0.0, 10.0), [0, 10, 2.5], [-1, 11, "5", True, [5], float("nan"), float("inf"), 10**400]),
        ("whole", (0, 10), [0, 10, 5], [-1, 11, 2.0, "5", True, [5], 10**400, float("nan")]),
        ("numbers", (0.0, 1.0, 2), [[0, 1], [0.5, 0.25]], [[0], [0, 1, 1], [0, 2], 0.5, ["0", "1"], [True, False]]),
        ("whole_numbers", (0,), [[4, 6], [0]], [[], 4, [4, 4], [4.0], [-1], [True], ["4"], [10**30]]),
        ("section", (), [{"a": 1}, {}], [3, [], "a", True]),
        ("sections", (), [[{"a": 1}], [{}]], [[], [3], {"a": 1}, "a"]),
    ],
)
def test_values_are_of_their_kind(method: str, args: tuple, sound: list, unsound: list) -> None:
    for value in sound:
        getattr(table(x=value), method)("x", *args)
    for value in unsound:
        said = refused(table(x=value), method, *args)
        assert said.startswith("a.toml: ") and "x" in said and len(said) < 300
    for nothing in (table(), table(x=None)):
        assert "x" in refused(nothing, method, *args)


def test_what_is_usual_stands_in_for_what_is_missing() -> None:
    assert table().text("x", usual="left") == "left"
    assert table().text("x", usual="") == ""
    assert table().number("x", 0, 1, usual=0.5) == 0.5
    assert table().whole("x", 0, 9, usual=0) == 0
    assert table().flag("x", usual=False) is False
    assert table().choice("x", ("in", "out"), usual="in") == "in"
    assert (table(x=12).name("x", "Anna"), table(x="P12").name("x", "Anna"), table().name("x", "Anna")) == (
        "12",
        "P12",
        "Anna",
    )


def test_a_table_in_a_table_is_named() -> None:
    words = table(trial={"people": "many"}, arms=[{"name": "a"}, {"name": 3}])
    with pytest.raises(
        FootwiseError, match=r"a\.toml: \[trial\] people is 'many'\. Write a whole number from 4 to 9\."
    ):
        words.section("trial").whole("people", 4, 9)
    with pytest.raises(FootwiseError, match=r"\[\[arms\]\] number 2 name is 3, not a text\. See the docs\."):
        [one.text("name") for one in words.sections("arms")]
    with pytest.raises(FootwiseError, match=r"unknown word 'people' in \[trial\]\. Known are name, seed\."):
        words.section("trial").only("name", "seed")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = ?\nb = 1", "line 1"),
        ("a = 1\na = 2\n", "line 2"),
        ("a = ", "end of document"),
        ("a." * 50_000 + "a = 1", "key of more than 17 parts"),
        ("[" + "a." * 50_000 + "a]", "key of more than 17 parts"),
        ("x = {" + '"a".' * 50_000 + "a = 1}", "key of more than 17 parts"),
        ("a = " + "[" * 50_000, "nested too deeply"),
        ("a = " + "{a = " * 50_000, "nested too deeply"),
        ("a = " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("a = " + "9" * 5000, "digits"),
        ("a = 0x" + "f" * 5000, "64 bits"),
        ("a = 9223372036854775808", "64 bits"),
        ("\0", "line 1"),
    ],
)
def test_toml_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    begun = time.process_time()
    with pytest.raises(FootwiseError, match=said) as caught:
        read_toml(path, "a study", HELP)
    assert time.process_time() - begun < 2.0
    assert str(caught.value).startswith(f"{path}: is not a study (") and str(caught.value).endswith(f"{HELP}.")


def test_dots_in_texts_comments_and_numbers_part_no_key() -> None:
    text = f"""# {"a." * 100}
a = "{"1." * 100}"
b = '{"1." * 100}'
c = \"\"\"{"1." * 100} "quoted" and ""
{"b." * 100}\"\"\"
d = [{", ".join(["1.5"] * 100)}]
{".".join("zbcdefghijklmnopq")} = 1
"""
    assert parse_toml(text)["d"] == [1.5] * 100


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]]", "[" * 100_000, '{"a":' * 100_000, "[" * 40 + "]" * 40, '"\\ud800"', '{"\\udfff": 1}', "\0"],
)
def test_json_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(FootwiseError, match=r"a\.json: is not a prescription \(.*\)\. See the docs\."):
        read_json(path, "a prescription", HELP)


def test_json_of_other_kinds_and_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[1]")
    with pytest.raises(FootwiseError, match="is no JSON object"):
        read_json(path, "a prescription", HELP)
    path.write_bytes('{"a": "Jürgen"}'.encode("latin-1"))
    with pytest.raises(FootwiseError, match="no text in UTF-8"):
        read_json(path, "a prescription", HELP)
    path.write_bytes(b"\xef\xbb\xbf" + '{"a": "Jürgen"}'.encode())
    assert read_json(path, "a prescription", HELP).text("a") == "Jürgen"


def test_numbers_of_json_that_no_computer_counts_with_stay_numbers() -> None:
    """Foreign files hold them where nobody asks, and are sound; who asks refuses them."""
    value = parse_json('{"a": NaN, "b": 1e999, "c": ' + "9" * 5000 + ', "d": 123456789012345678}')
    assert not any(is_number(value[name]) for name in "abc")
    assert value["d"] == 123456789012345678


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    for read in (read_json, read_toml):
        with pytest.raises(FootwiseError, match="has 3000 MB, and no more than"):
            read(path, "a study", HELP)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match=r"none\.toml: there is no such file\. Make one\."):
        read_toml(tmp_path / "none.toml", "a study", HELP, missing="Make one")
    with pytest.raises(FootwiseError, match="is a folder"):
        read_bytes(tmp_path)
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(FootwiseError, match="cannot be read"):
            read_bytes(tmp_path / name)


def test_texts_in_the_codes_that_programs_write(tmp_path: Path) -> None:
    for code in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        assert decode_text("a.csv", "Jürgen,1".encode(code)) == "Jürgen,1"
    for raw, said in ((b"  \n", "is empty"), (b"a\0b", "is not a text file"), (b"", "is empty")):
        with pytest.raises(FootwiseError, match=said):
            decode_text("a.csv", raw)
    (tmp_path / "a.txt").write_bytes(b"a\rb\r\nc\nd")
    assert read_lines(tmp_path / "a.txt") == ["a", "b", "c", "d"]


def test_long_values_are_shown_short() -> None:
    assert quoted("left") == "'left'"
    assert len(quoted(["left"] * 1000)) < 70
    assert is_text("", most=0) and not is_text("a", most=0) and is_whole(0) and not is_whole(False)
    assert json.loads(json.dumps(parse_toml("a = 1"))) == {"a": 1}
