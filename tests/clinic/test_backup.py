"""A backup: made while others write, restored into the other database, and refused in one line when it is not right."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone
from tests.clinic.conftest import opened_database
from tests.clinic.databases import url
from tests.clinic.world import World, make_world

from footwise.clinic import ClinicHome
from footwise.clinic.audit import Actor, Entry, acting_as, verify_chain
from footwise.clinic.audit.models import About
from footwise.clinic.backup import (
    identity_in,
    make_backup,
    make_identity,
    making,
    recipients_of,
    rotate_archives,
    rotating,
)
from footwise.clinic.backup.tables import TableHash, packed_rows, stored_models
from footwise.clinic.keeping import delete_due
from footwise.clinic.people import Person
from footwise.clinic.prescribing import Analysis
from footwise.clinic.recordings import Recording, opened
from footwise.clinic.seal import destroy_key
from footwise.errors import FootwiseError


def footwise(*words, database_url=""):
    """Run a command as a process of its own."""
    known = {name: value for name, value in os.environ.items() if name != "FOOTWISE_CLINIC"}
    return subprocess.run(
        [sys.executable, "-c", "from footwise.cli import main; main()", *map(str, words)],
        capture_output=True, text=True, env=known | {"DATABASE_URL": database_url}, timeout=120,
    )  # fmt: skip


def refused(*words, database_url=""):
    done = footwise(*words, database_url=database_url)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and done.stdout == "", done.stderr
    return done.stderr


class Made:
    """A clinic with a world in it, its first backup, and the key that opens that."""

    def __init__(self, home: ClinicHome, place: Path, world: World) -> None:
        self.home, self.world = home, world
        self.key, self.backups = place / "key.txt", place / "backups"
        make_identity(self.key)
        (home.folder / "backup_recipients.txt").write_text(f"# of the hospital\n{public_of(self.key)}\n")
        made = make_backup(home.folder, self.backups, recipients_of(home.folder))
        self.archive, self.keys, self.entries = made.archive, made.keys, made.entries


def hashes() -> dict[str, dict]:
    """What stands in every table of the database that is used."""
    found = {}
    for model in stored_models():
        told = TableHash()
        for _ in packed_rows(model, told):
            pass
        found[model._meta.db_table] = told.told()
    return found


def clinic_at(own_store, request, tmp_path) -> ClinicHome:
    if own_store == "sqlite":
        return ClinicHome(Path(connection.settings_dict["NAME"]).parent)
    return ClinicHome(tmp_path / "clinic", database_url=url(request.getfixturevalue("postgresql"), "own"))


@pytest.fixture
def made(own_store, request, tmp_path):
    home = clinic_at(own_store, request, tmp_path)
    home.prepare()
    with override_settings(HOME=home), acting_as(Actor("test")):
        yield Made(home, tmp_path, make_world())


@pytest.fixture
def other(own_store, request, tmp_path):
    """An empty server of the other kind of database."""
    folder = tmp_path / "restored"
    if own_store == "postgresql":
        yield ClinicHome(folder)
        return
    socket = request.getfixturevalue("postgresql")
    with psycopg.connect(url(socket), autocommit=True) as direct:
        direct.execute("DROP DATABASE IF EXISTS restored")
        direct.execute("CREATE DATABASE restored TEMPLATE template0")
    yield ClinicHome(folder, database_url=url(socket, "restored"))


def test_two_backups_of_one_second_are_two(made, monkeypatch):
    class Still(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2026, 1, 1, tzinfo=tz)

    monkeypatch.setattr(making, "datetime", Still)
    first = make_backup(made.home.folder, made.backups, recipients_of(made.home.folder)).archive
    as_it_was = first.read_bytes()
    second = make_backup(made.home.folder, made.backups, recipients_of(made.home.folder)).archive
    assert first != second and second.exists() and first.read_bytes() == as_it_was


@pytest.mark.requirement("R-025")
@pytest.mark.requirement("R-062")
def test_a_clinic_goes_over_to_the_other_database_whole(made, other, own_store):
    before = hashes()
    person, gone = made.world.ash.person, made.world.birch.person
    assert (
        set(made.backups.iterdir()) == {made.archive, made.keys} and made.entries == before["audit_entry"]["rows"] - 1
    )
    assert person.pseudonym.encode() not in made.archive.read_bytes()
    # Somebody is deleted after the backup: the next one reaches the older archive.
    destroy_key(made.home.keys, gone.pk)
    again = footwise("backup", "--dir", made.home.folder, "--out", made.backups, database_url=made.home.database_url)
    assert again.returncode == 0, again.stderr
    assert f"The record has {made.entries + 1} entries; write its last hash down" in again.stdout
    connection.close()
    done = footwise("restore", made.archive, "--key", made.key, "--dir", other.folder, database_url=other.database_url)
    assert done.returncode == 0, done.stderr
    assert "The record is whole" in done.stdout and "1 were destroyed" in done.stdout
    opened_database("", other)
    with override_settings(HOME=other), acting_as(Actor("test")):
        after = hashes()
        # The backup and the restore stand in the records, each in its own.
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        assert changed == {"audit_entry"} and after["audit_entry"]["rows"] == before["audit_entry"]["rows"]
        assert Entry.objects.latest("number").action == "restore" and verify_chain().broken_at is None
        assert Person.everything.get(pk=person.pk).year_of_birth == 1958
        recording = Recording.everything.get(pk=made.world.ash.recording.pk)
        assert b"".join(opened(recording)).endswith(b"a walk of somebody")
        assert Analysis.everything.get(pk=made.world.ash.analysis.pk).content
        # The deleted person's key is not there, and the next look of a worker finishes the deletion.
        assert not (other.keys / f"{gone.pk}.key").exists() and delete_due() == 1
        # Numbers go on, and the database refuses to change an entry.
        Entry.objects.latest("number")
        person = Person(site=made.world.ash.site, pseudonym="new", year_of_birth=1960, sex="female",
                        affected_side="left", mass_kg=70, height_cm=170)  # fmt: skip
        person.save()
        with pytest.raises(Exception, match="append-only"):
            Entry.objects.filter(number=1).update(actor="nobody")
    said = refused("restore", made.archive, "--key", made.key, "--dir", other.folder, database_url=other.database_url)
    assert "is not empty" in said
    connection.close()
    if other.database_url:
        # The power went after the database had kept all of it, and before the mark was taken away.
        about = json.loads(unpacked(made.archive, made.key)["about.json"])
        (other.folder / "restoring.json").write_text(json.dumps({"id": about["id"]}))
        done = footwise(
            "restore", made.archive, "--key", made.key, "--dir", other.folder, database_url=other.database_url
        )
        assert done.returncode == 0 and "nothing was left to be done" in done.stdout, done.stderr
        assert not (other.folder / "restoring.json").exists() and (other.folder / "secrets.json").exists()


def test_what_is_written_meanwhile_is_in_the_next_backup(made, own_store, tmp_path, monkeypatch):
    """Files and database are of one moment, and nobody who writes waits."""
    looked, files_of = [], making.files_of

    def files_and_more(folder):
        found = files_of(folder)
        looked.append(len(found))
        if len(looked) == 2:
            thread = threading.Thread(target=write)
            thread.start()
            thread.join(timeout=10)
            assert not thread.is_alive() and written
        return found

    written = []

    def write():
        with acting_as(Actor("meanwhile")):
            late = Person(site=made.world.ash.site, pseudonym="late", year_of_birth=1960, sex="female",
                          affected_side="left", mass_kg=70, height_cm=170, added_at=timezone.now())  # fmt: skip
            late.save()
            written.append(late.pk)
        connection.close()

    monkeypatch.setattr(making, "files_of", files_and_more)
    entries = verify_chain()
    again = make_backup(made.home.folder, tmp_path / "again", [public_of(made.key)])
    assert Person.everything.filter(pk=written[0]).exists()
    content = unpacked(again.archive, made.key)
    about = json.loads(content["about.json"])
    assert (about["entries"], about["last_hash"]) == (entries.entries, entries.last_hash)
    assert json.loads(content["end.json"])["tables"]["people_person"]["rows"] == 4
    assert f"keys/{written[0]}.key" in unpacked(again.keys, made.key)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_file_that_is_moved_meanwhile_starts_it_anew(made, tmp_path, monkeypatch):
    file_member, done = making.archive.file_member, []

    def and_one_goes(*told):
        if not done:
            done.append(made.world.ash.recording.file.rename(tmp_path / "moved"))
        return file_member(*told)

    monkeypatch.setattr(making.archive, "file_member", and_one_goes)
    again = make_backup(made.home.folder, tmp_path / "again", [public_of(made.key)])
    name = made.world.ash.recording.file.relative_to(made.home.folder).as_posix()
    assert done and f"files/{name}" not in unpacked(again.archive, made.key)
    assert len(list((tmp_path / "again").iterdir())) == 2


def public_of(key: Path) -> str:
    return str(identity_in(key).to_public())


def unpacked(path: Path, key: Path) -> dict[str, bytes]:
    """Open a file as anybody's age and tar do."""
    plain = pyrage.decrypt(path.read_bytes(), [identity_in(key)])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def packed(path: Path, content: dict[str, bytes], key: Path) -> Path:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name, told in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(told)
            tar.addfile(info, io.BytesIO(told))
    path.write_bytes(pyrage.encrypt(whole.getvalue(), [identity_in(key).to_public()]))
    return path


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """A backup of a small clinic in SQLite that other tests spoil copies of."""
    place = tmp_path_factory.mktemp("one")
    home = ClinicHome(place / "clinic")
    assert footwise_first_start(home)
    # So long that the tables are restored before it turns out that the rest is missing.
    (home.folder / "results" / "somebody").mkdir(parents=True)
    (home.folder / "results" / "somebody" / "report").write_bytes(os.urandom(3_000_000))
    done = footwise("backup", "--dir", home.folder, "--out", place / "backups", "--new-key", place / "key.txt")
    assert done.returncode == 0, done.stderr
    (archive,) = place.glob("backups/footwise-*-2*.age")
    return home, archive, place / "key.txt"


def footwise_first_start(home: ClinicHome) -> bool:
    """Make a clinic as its first start does."""
    script = (
        "import sys; from pathlib import Path; from footwise.clinic import ClinicHome;"
        "from footwise.clinic.serving import prepare_clinic, first_links;"
        "prepare_clinic(ClinicHome(Path(sys.argv[1]))); print(first_links('x'))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(home.folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return "x/account/welcome/" in done.stdout


def spoiled(archive: Path, place: Path, change) -> Path:
    """A copy that is not right, with the right keys beside it."""
    for path in archive.parent.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    copy = place / archive.name
    copy.write_bytes(change(copy.read_bytes()))
    return copy


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_its_end(content: bytes) -> bytes:
    return content[:-20]


def one_bit_else(content: bytes) -> bytes:
    return content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:]


@pytest.mark.parametrize("change", [without_its_end, one_bit_else])
@pytest.mark.requirement("R-062")
def test_cut_off_or_changed(one, tmp_path, change):
    _, archive, key = one
    said = refused("restore", spoiled(archive, tmp_path, change), "--key", key, "--dir", tmp_path / "new")
    assert "was cut off or changed. Take another copy" in said
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.requirement("R-062")
def test_cut_in_half_nothing_stays_in_postgresql(one, postgresql, tmp_path):
    _, archive, key = one
    with psycopg.connect(url(postgresql), autocommit=True) as direct:
        direct.execute("CREATE DATABASE cut TEMPLATE template0")
    address = url(postgresql, "cut")
    new = ("--dir", tmp_path / "new")
    copy = spoiled(archive, tmp_path, half)
    assert "was cut off" in refused("restore", copy, "--key", key, *new, database_url=address)
    with psycopg.connect(address) as direct:
        assert direct.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        direct.execute("CREATE TABLE of_somebody_else ()")
    said = refused("restore", archive, "--key", key, *new, database_url=address)
    assert "DATABASE_URL: the database is not empty" in said and list((tmp_path / "new").iterdir()) == []


def test_what_is_no_archive_or_no_key(one, tmp_path):
    home, archive, key = one
    new = ("--dir", tmp_path / "new")
    other_key = tmp_path / "other.txt"
    other_key.write_text(str(pyrage.x25519.Identity.generate()))
    assert "was not encrypted for this key" in refused("restore", archive, "--key", other_key, *new)
    assert "holds no secret key" in refused("restore", archive, "--key", __file__, *new)
    assert "cannot be read" in refused("restore", tmp_path / "none", "--key", key, *new)
    assert "is no archive of a backup" in refused("restore", key, "--key", key, *new)
    alone = tmp_path / archive.name
    alone.write_bytes(archive.read_bytes())
    assert "is not there. The people's keys lie in it: name it with --keys FILE" in refused(
        "restore", alone, "--key", key, *new
    )
    assert "is not empty" in refused("restore", archive, "--key", key, "--dir", home.folder)
    assert not (tmp_path / "new").exists()


def test_keys_of_another_clinic(one, tmp_path):
    _, archive, key = one
    (keys,) = archive.parent.glob("*-keys.age")
    content = unpacked(keys, key)
    content["about.json"] = json.dumps(json.loads(content["about.json"]) | {"clinic": "another1"}).encode()
    wrong = packed(tmp_path / "keys.age", content, key)
    said = refused("restore", archive, "--key", key, "--keys", wrong, "--dir", tmp_path / "new")
    assert "holds the keys of another clinic" in said and list((tmp_path / "new").iterdir()) == []


def test_an_archive_of_a_newer_footwise(one, tmp_path):
    _, archive, key = one
    content = unpacked(archive, key)
    about = json.loads(content["about.json"])
    content["about.json"] = json.dumps(about | {"migrations": [*about["migrations"], ["people", "9999_new"]]}).encode()
    copy = spoiled(archive, tmp_path, lambda told: told)
    packed(copy, content, key)
    said = refused("restore", copy, "--key", key, "--dir", tmp_path / "new")
    assert "was made by a newer Footwise than this one" in said and list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.requirement("R-062")
def test_an_older_schema_is_brought_up_to_date(made, other, tmp_path):
    """As of before the record could be searched by person: the migration that came then fills its table."""
    content = unpacked(made.archive, made.key)
    about, end = json.loads(content["about.json"]), json.loads(content["end.json"])
    about["migrations"].remove(["audit", "0002_about"])
    entries = end["tables"].pop("audit_about")["rows"]
    older = {name: told for name, told in content.items() if not name.startswith("tables/audit_about/")}
    older |= {"about.json": json.dumps(about).encode(), "end.json": json.dumps(end).encode()}
    copy = spoiled(made.archive, tmp_path, lambda told: told)
    packed(copy, older, made.key)
    done = footwise("restore", copy, "--key", made.key, "--dir", other.folder, database_url=other.database_url)
    assert done.returncode == 0, done.stderr
    opened_database("", other)
    with override_settings(HOME=other):
        assert About.objects.count() == entries > 0
        assert Person.everything.get(pk=made.world.ash.person.pk).year_of_birth == 1958
    connection.close()


def test_broken_off_it_is_not_served_and_can_be_done_again(one, tmp_path):
    _, archive, key = one
    folder = tmp_path / "new"
    words = ["restore", archive, "--key", key, "--dir", folder]
    known = {name: value for name, value in os.environ.items() if name != "FOOTWISE_CLINIC"}
    killed = subprocess.Popen(
        [sys.executable, "-c", "from footwise.cli import main; main()", *map(str, words)], env=known
    )
    while not (folder / ".restoring" / "secrets.json").exists():
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    assert killed.wait() < 0 and (folder / "restoring.json").exists()
    assert "is not restored to the end. Restore the same" in refused("serve", "--dir", folder, "--port", 0)
    done = footwise(*words)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == {
        "clinic.sqlite3", "keys", "results", "secrets.json", "backup_recipients.txt",
    }  # fmt: skip


def test_what_a_backup_needs(one, tmp_path):
    home, _, _ = one
    out = ("--out", tmp_path / "out")
    assert "is no clinic's folder" in refused("backup", "--dir", tmp_path, *out)
    said = refused("backup", "--dir", home.folder, *out, "--new-key", tmp_path / "k.txt")
    assert "has a key for its backups already" in said
    bare = ClinicHome(tmp_path / "bare")
    bare.prepare()
    said = refused("backup", "--dir", bare.folder, *out)
    assert "Make one with --new-key FILE, and keep it elsewhere" in said
    assert "beside what it opens" in refused("backup", "--dir", bare.folder, *out, "--new-key", tmp_path / "out" / "k")
    for inside in (home.folder, home.folder / "backups"):
        assert "lies in the clinic's own folder" in refused("backup", "--dir", home.folder, "--out", inside)
    assert not (home.folder / "backups").exists()
    (tmp_path / "file").write_text("")
    said = refused("backup", "--dir", home.folder, "--out", tmp_path / "file" / "x")
    assert "the backup cannot be written" in said


def test_the_key_is_changed_and_every_archive_with_it(one, tmp_path, monkeypatch):
    _, archive, key = one
    copies = [spoiled(archive, tmp_path, lambda told: told)]
    (copies[0].parent / "footwise-damaged.age").write_bytes(half(archive.read_bytes()))
    plain = unpacked(copies[0], key)
    folder = tmp_path / "clinic"
    ClinicHome(folder).prepare()
    new_key = tmp_path / "keys" / "new.txt"
    new_key.parent.mkdir()
    done = footwise("rotate-keys", tmp_path / "backups", "--old-key", key, "--new-key", new_key, "--dir", folder)
    assert done.returncode == 2 and "is no folder" in done.stderr
    # Interrupted after the first: each opens with one of the two.
    replaced, real = [], os.replace

    def power_goes(*told):
        if replaced:
            raise KeyboardInterrupt
        replaced.append(real(*told))

    backups = tmp_path / "here"
    backups.mkdir()
    for path in tmp_path.glob("footwise-*.age"):
        path.rename(backups / path.name)
    new = pyrage.x25519.Identity.generate()
    new_key.write_text(str(new))
    monkeypatch.setattr(rotating.os, "replace", power_goes)
    with pytest.raises(KeyboardInterrupt):
        rotate_archives(backups, identity_in(key), new)
    monkeypatch.undo()
    done = footwise("rotate-keys", backups, "--old-key", key, "--new-key", new_key, "--dir", folder)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "was cut off or changed" in done.stderr
    assert "1 were changed, 1 had it already, 1 stay as they were" in done.stdout
    assert unpacked(backups / archive.name, new_key) == plain
    with pytest.raises(pyrage.DecryptError):
        unpacked(backups / archive.name, key)
    assert (folder / "backup_recipients.txt").read_text().strip() == public_of(new_key)
    assert not list(backups.glob("*.part"))
    # Another clinic's key changes nothing, neither what is there nor what is to come.
    stranger, next_key = tmp_path / "stranger.txt", tmp_path / "keys" / "next.txt"
    make_identity(stranger)
    done = footwise("rotate-keys", backups, "--old-key", stranger, "--new-key", next_key, "--dir", folder)
    assert done.returncode == 2 and "is not the key of this clinic's backups" in done.stderr
    assert not next_key.exists() and (folder / "backup_recipients.txt").read_text().strip() == public_of(new_key)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_a_killed_run_has_left_is_in_nobody_s_way(made):
    old, new = (made.backups / f".footwise-{name}.age.1.part" for name in ("old", "new"))
    for left in (old, new, made.backups / f".{made.keys.name}.{os.getpid()}.part"):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    again = make_backup(made.home.folder, made.backups, [public_of(made.key)])
    assert set(made.backups.iterdir()) == {made.archive, made.keys, again.archive, new}
    assert "end.json" in unpacked(made.keys, made.key) and "end.json" in unpacked(again.archive, made.key)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing_half(made, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "packed_rows", full)
    with pytest.raises(FootwiseError, match="No space left on device"):
        make_backup(settings.HOME.folder, tmp_path / "again", [public_of(made.key)])
    assert list((tmp_path / "again").iterdir()) == []
