"""What cuts and edits do to the register of a trial: every one is refused or told, and nobody is lost."""

import random
import tempfile
from pathlib import Path

from markdown_table import markdown_table

from footwise.errors import FootwiseError
from footwise.trial import allocations, enrol, open_register, verify

DESIGN = Path(__file__).parents[1] / "examples" / "trial_design.toml"
FILES = ("register.jsonl", "last_entry.json")
PEOPLE, EDITS = 6, 10_000


def edited(raw: bytes, chance: random.Random) -> bytes:
    """One cut or edit: bytes gone, doubled, put in or turned, lines gone or moved."""
    at = chance.randrange(len(raw))
    end = min(len(raw), at + chance.choice((1, 5, 50, 500)))
    lines = raw.splitlines(keepends=True)
    taken = chance.randrange(len(lines))
    moved = chance.sample(lines, len(lines))
    turned = bytes([raw[at] ^ (1 << chance.randrange(8))])
    put = chance.choice((b" ", b"\n", b"\r", b"\0", b"0", b"\xe2\x80\xa8"))
    return chance.choice(
        (
            raw[:at],
            raw[:at] + raw[end:],
            raw[:at] + raw[at:end] + raw[at:],
            raw[:at] + put + raw[at:],
            raw[:at] + turned + raw[at + 1 :],
            b"".join(lines[:taken]),
            b"".join(lines[:taken] + lines[taken + 1 :]),
            b"".join(moved),
            raw.replace(b"\n", b"\r\n"),
        )
    )


def table(edits: int = EDITS) -> list[tuple[str, str, str]]:
    """Edits by what became of them: what, how many, and the aim."""
    chance = random.Random(5)
    counts = {"refused": 0, "told": 0, "ends": 0, "silent": 0, "lost": 0}
    with tempfile.TemporaryDirectory() as place:
        register = Path(place) / "register"
        open_register(DESIGN, register, seed="5" * 64)
        for k in range(PEOPLE):
            enrol(register, f"P{k}", {"sex": "female", "kl_grade": "1-2"})
        people = allocations(register).to_dict("records")
        sound = {name: (register / name).read_bytes() for name in FILES}
        while sum(counts.values()) - counts["lost"] < edits:
            name = FILES[chance.random() < 0.2]
            changed = edited(sound[name], chance)
            if changed == sound[name]:
                continue
            (register / name).write_bytes(changed)
            try:
                notes = verify(register).notes
            except FootwiseError:
                counts["refused"] += 1
            else:
                ends_alone = changed.replace(b"\r", b"").rstrip(b"\n") == sound[name].rstrip(b"\n")
                unsaid = "ends" if ends_alone and name == FILES[1] else "silent"
                counts["told" if notes else unsaid] += 1
                counts["lost"] += allocations(register).to_dict("records") != people
            (register / name).write_bytes(sound[name])
    return [
        (f"refused, of {edits:,} cuts and edits", f"{counts['refused']:,}", ""),
        ("taken with a note: ends of lines, which editors change", f"{counts['told']:,}", ""),
        ("taken without a word: the end of the one line of `last_entry.json`", f"{counts['ends']:,}", ""),
        ("any other taken without a word", f"{counts['silent']:,}", "0"),
        ("people lost, added or changed", f"{counts['lost']:,}", "0"),
    ]


def part() -> str:
    """The section of docs/validation.md."""
    return (
        f"## The register of a trial\n\nA register of {PEOPLE} people with its sealed seed; bytes and lines of "
        "`register.jsonl` and `last_entry.json` are cut, doubled, put in, turned or moved at random, and "
        "`verify` is asked ([trial](trial.md)). Kills and full disks at every byte and step are tests "
        "(`tests/trial/test_register_safety.py`).\n\n" + markdown_table(("what", "measured", "aim"), table())
    )


if __name__ == "__main__":
    print(part())
