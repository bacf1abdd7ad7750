"""A scanner's files: the same series whatever their form, nobody's name in it, and one line for what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEGLSLossless, RLELossless
from tests.followup.scanner_files import BORN, NAME, NUMBER, classic, multi_frame, zipped

from footwise.errors import FootwiseError
from footwise.followup import read_scanned_series
from footwise.followup.dicom import conversion, is_scanned
from footwise.followup.nifti import Image, turned_onto
from footwise.followup.rigid_alignment import simpleitk
from footwise.simulation import relaxation_phantom

ECHOES = (10.0, 20.0, 30.0, 40.0, 50.0)
PHANTOM = relaxation_phantom((14, 18, 5), times_ms=ECHOES)
SIGNAL, GRID = PHANTOM.series.signal, PHANTOM.series.grid


def on_the_phantoms_axes(series) -> np.ndarray:
    image = Image(Path("it"), series.grid, series.signal, np.inf)
    turned = turned_onto(image, GRID)
    assert turned.grid.same_as(GRID)
    return turned.volumes


def spin_locks(folder: Path, description: str = "T1rho TSL {:g}ms", **more) -> Path:
    for k, time in enumerate(ECHOES):
        classic(folder, SIGNAL[k : k + 1], GRID, number=20 + k, echoes_ms=[5.0],
                SeriesDescription=description.format(time), **more)  # fmt: skip
    return folder


def of_one_series(folder: Path) -> Path:
    classic(folder, SIGNAL, GRID, echoes_ms=ECHOES)
    return folder


def of_one_file(folder: Path) -> Path:
    multi_frame(folder / "image", SIGNAL, GRID, echoes_ms=ECHOES)
    return folder


def of_one_file_zipped(folder: Path) -> Path:
    return zipped(of_one_file(folder / "study"), folder / "study.zip")


def of_one_series_zipped(folder: Path) -> Path:
    return zipped(of_one_series(folder / "study"), folder / "study.zip")


@pytest.mark.parametrize("written", [of_one_series, of_one_file, of_one_series_zipped, of_one_file_zipped])
def test_echoes_come_out_as_they_went_in(tmp_path: Path, written) -> None:
    scan = read_scanned_series(written(tmp_path), "T2")
    np.testing.assert_array_equal(on_the_phantoms_axes(scan.series), np.round(SIGNAL))
    assert scan.series.times_ms.tolist() == list(ECHOES)
    assert scan.series.times_from == "echo times in the headers"
    assert (scan.numbers, scan.side) == ((5,), "right")


def test_a_series_a_spin_lock_time(tmp_path: Path) -> None:
    scan = read_scanned_series(spin_locks(tmp_path), "T1rho")
    np.testing.assert_array_equal(on_the_phantoms_axes(scan.series), np.round(SIGNAL))
    assert scan.series.times_from == "spin-lock times in the series' description"
    assert scan.numbers == (20, 21, 22, 23, 24)


def test_another_program_finds_the_voxels_at_the_same_places(tmp_path: Path) -> None:
    """SimpleITK reads the same files by another library (GDCM): a marked voxel lies at the same mm."""
    marked = np.zeros((3, *GRID.shape)) + 10
    marked[:, 3, 11, 4] = 500
    for k in range(3):
        classic(tmp_path / str(k), marked[k : k + 1], GRID, echoes_ms=[10 * (k + 1)])
    scan = read_scanned_series(tmp_path, "T2")
    voxel = np.argwhere(scan.series.signal[0] == 500)[0]
    mm = scan.series.grid.affine @ [*voxel, 1]
    itk = simpleitk()
    reader = itk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path / "0" / NAME)))
    theirs = reader.Execute()
    index = np.argwhere(itk.GetArrayFromImage(theirs) == 500)[0][::-1]
    left_posterior = theirs.TransformIndexToPhysicalPoint([int(i) for i in index])
    np.testing.assert_allclose(mm[:3] * [-1, -1, 1], left_posterior, atol=1e-3)


@pytest.mark.parametrize(
    "description", ["T1rho_TSL_0_10_20_30_40", "tsl 0/10/20/30/40 ms", "T1rho 500Hz TSL=0,10,20,30,40ms sag"]
)
def test_all_spin_lock_times_in_one_description(tmp_path: Path, description: str) -> None:
    classic(tmp_path, SIGNAL, GRID, echoes_ms=[5.0] * 5, SeriesDescription=description)
    assert read_scanned_series(tmp_path, "T1rho").series.times_ms.tolist() == [0, 10, 20, 30, 40]


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ("T1rho", "no spin-lock time in the description"),
        ("T1rho 500 Hz", "no spin-lock time in the description"),
        ("T1rho TSL500Hz", "no spin-lock time in the description"),
        ("T1rho SL 40", "no spin-lock time in the description"),
        ("T1rho TSL 0/10/20", "3 spin-lock times in the description of series 5"),
        ("T1rho TSL 10 TSL 20", "no spin-lock time in the description"),
    ],
)
def test_spin_lock_times_are_never_guessed(tmp_path: Path, description: str, why: str) -> None:
    classic(tmp_path, SIGNAL, GRID, echoes_ms=[5.0] * 5, SeriesDescription=description)
    with pytest.raises(FootwiseError, match=why):
        read_scanned_series(tmp_path, "T1rho")
    scan = read_scanned_series(tmp_path, "T1rho", [0, 10, 20, 30, 40])
    assert scan.series.times_ms.tolist() == [0, 10, 20, 30, 40] and scan.series.times_from == "given"


def test_the_series_that_can_be_it_is_found_among_all_of_an_examination(tmp_path: Path) -> None:
    spin_locks(tmp_path)
    of_one_series(tmp_path)
    classic(tmp_path, SIGNAL[:1], GRID, number=1, SeriesDescription="localizer")
    classic(tmp_path, SIGNAL, GRID, number=6, echoes_ms=ECHOES, ImageType=["ORIGINAL", "PRIMARY", "P"])
    classic(tmp_path, SIGNAL[:3], GRID, number=7, echoes_ms=ECHOES[:3], ImageType=["DERIVED", "SECONDARY", "M"])
    assert read_scanned_series(tmp_path, "T2").numbers == (5,)
    assert read_scanned_series(tmp_path, "T1rho", series=[20, 21, 22, 23, 24]).numbers == (20, 21, 22, 23, 24)
    classic(tmp_path, SIGNAL, GRID, number=8, echoes_ms=ECHOES, SeriesDescription="T2 again")
    with pytest.raises(FootwiseError, match=r"several series that can be T2: 5: 5 images \| 8 \(T2 again\)"):
        read_scanned_series(tmp_path, "T2")
    assert read_scanned_series(tmp_path, "T2", series=[8]).descriptions == ("T2 again",)
    with pytest.raises(FootwiseError, match="has no series 99"):
        read_scanned_series(tmp_path, "T2", series=[99])


def test_each_image_has_its_own_scale(tmp_path: Path) -> None:
    """Philips stores each series with a factor of its own, in numbers of its own: what dcm2niix is given has them."""
    for k, factor in enumerate((0.5, 1.0, 2.0)):
        stored = np.round(SIGNAL[k : k + 1] * factor)
        classic(tmp_path, stored, GRID, number=k, echoes_ms=[ECHOES[k]])
        for path in tmp_path.rglob(f"IM{k}_*"):
            one = pydicom.dcmread(path)
            block = one.private_block(0x2005, "Philips MR Imaging DD 001", create=True)
            block.add_new(0x0D, "FL", 0.0)
            block.add_new(0x0E, "FL", factor)
            one.save_as(path)
    scan = read_scanned_series(tmp_path, "T2")
    np.testing.assert_allclose(on_the_phantoms_axes(scan.series), SIGNAL[:3], atol=1.01)


def test_run_lengths_are_unpacked(tmp_path: Path) -> None:
    of_one_series(tmp_path)
    for path in tmp_path.rglob("IM*"):
        one = pydicom.dcmread(path)
        one.compress(RLELossless)
        one.save_as(path)
    np.testing.assert_array_equal(on_the_phantoms_axes(read_scanned_series(tmp_path, "T2").series), np.round(SIGNAL))


def test_nobody_can_be_told_from_what_leaves_the_folder(tmp_path: Path, monkeypatch) -> None:
    """All that dcm2niix is given, and all that comes out, is searched for the person."""
    given: list[bytes] = []
    converted = conversion._convert

    def watched(source, volume, folder):
        image = converted(source, volume, folder)
        given.extend(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        return image

    monkeypatch.setattr(conversion, "_convert", watched)
    words = {"SeriesDescription": f"T2 {NUMBER} dulcinea", "ImageComments": NAME, "ProtocolName": NAME}
    classic(tmp_path / "a", SIGNAL, GRID, echoes_ms=ECHOES, **words)
    multi_frame(tmp_path / "b" / "one", SIGNAL, GRID, echoes_ms=ECHOES, **words)
    for folder in ("a", "b"):
        scan = read_scanned_series(tmp_path / folder, "T2")
        assert scan.descriptions == ("T2 … …",)
    content = b"".join(given).lower()
    assert len(given) == 5 * (5 + 1) + 5 * (1 + 1)
    for word in ("quixote", "dulcinea", "sancho", NUMBER, BORN, "20260504"):
        assert word.lower().encode() not in content


def change(folder: Path, match: str, **values) -> None:
    for path in folder.rglob(match):
        one = pydicom.dcmread(path)
        for name, value in values.items():
            if value is None:
                delattr(one, name)
            else:
                setattr(one, name, value)
        one.save_as(path)


def missing(folder: Path, instances: set[int]) -> None:
    for path in folder.rglob("IM*"):
        if pydicom.dcmread(path).InstanceNumber in instances:
            path.unlink()


FAULTS = {
    "two people": (lambda f: classic(f, SIGNAL, GRID, number=9, PatientName="Fierabras^O"), "holds images of 2 people"),
    "another part": (lambda f: change(f, "IM*", BodyPartExamined="SHOULDER"), r"another part of the body \(shoulder\)"),
    "one slice of one image": (lambda f: missing(f, {12}), "misses a slice in series 5: 5 images: 4 of 5 at"),
    "one place": (lambda f: missing(f, set(range(11, 16))), "misses a slice in series 5: 5 images: none from"),
    "no times": (lambda f: change(f, "IM*", EchoTime=None), "holds no T2 series with times.*no echo time in the head"),
    "one echo time": (lambda f: change(f, "IM*", EchoTime=10.0), "the one echo time 10 ms in all headers"),
    "no place": (lambda f: change(f, "IM*", ImagePositionPatient=None), "does not say where its voxels lie"),
    "phases only": (lambda f: change(f, "IM*", ImageType=["ORIGINAL", "PRIMARY", "P"]), "holds no magnitude image"),
    "no MR": (lambda f: change(f, "IM*", Modality="CT"), r"holds no MR image \(what it holds: CT\)"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_one_line_for_what_is_wrong(tmp_path: Path, fault: str) -> None:
    folder = of_one_series(tmp_path / "study")
    spoil, trouble = FAULTS[fault]
    spoil(folder)
    with pytest.raises(FootwiseError, match=trouble) as caught:
        read_scanned_series(folder, "T2")
    said = str(caught.value)
    assert "\n" not in said
    assert not any(word in said.lower() for word in ("quixote", "dulcinea", "fierabras", NUMBER.lower(), BORN)), said


def test_both_knees_and_two_examinations(tmp_path: Path) -> None:
    spin_locks(tmp_path)
    change(tmp_path, "IM22*", Laterality="L")
    with pytest.raises(FootwiseError, match="holds images of both knees"):
        read_scanned_series(tmp_path, "T1rho")
    change(tmp_path, "IM22*", Laterality="R", StudyInstanceUID="9.9")
    with pytest.raises(FootwiseError, match="holds images of 2 examinations"):
        read_scanned_series(tmp_path, "T1rho")


def test_what_is_packed_is_named(tmp_path: Path) -> None:
    folder = of_one_series(tmp_path)
    for path in folder.rglob("IM*"):
        one = pydicom.dcmread(path)
        one.PixelData = pydicom.encaps.encapsulate([b"\xff\xd8\xff\xd9"])
        one["PixelData"].VR = "OB"
        one.file_meta.TransferSyntaxUID = JPEGLSLossless
        one.save_as(path)
    with pytest.raises(FootwiseError, match=r"holds compressed images \(JPEG-LS Lossless"):
        read_scanned_series(folder, "T2")


def test_folders_and_archives_that_hold_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing")
    with pytest.raises(FootwiseError, match="is a folder without a DICOM file"):
        read_scanned_series(tmp_path / "empty", "T2")
    with pytest.raises(FootwiseError, match="is an archive without"):
        read_scanned_series(zipped(tmp_path / "empty", tmp_path / "empty.zip"), "T2")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(FootwiseError, match="cannot be read"):
        read_scanned_series(tmp_path / "bad.zip", "T2")
    with pytest.raises(FootwiseError, match="there is no such file"):
        read_scanned_series(tmp_path / "none", "T2")


def test_one_file_of_a_series_and_a_cut_one(tmp_path: Path) -> None:
    folder = of_one_series(tmp_path / "study")
    one = next(folder.rglob("IM*"))
    assert is_scanned(one) and not is_scanned(tmp_path / "x.nii")
    with pytest.raises(FootwiseError, match="is one file of a scanner"):
        read_scanned_series(one, "T2")
    shutil.copyfile(one, folder / "the same again")
    assert read_scanned_series(folder, "T2").series.times_ms.tolist() == list(ECHOES)
    (folder / "the same again").unlink()
    one.write_bytes(one.read_bytes()[:-100])
    with pytest.raises(FootwiseError, match=r"holds a file that is cut off \(series 5\)"):
        read_scanned_series(folder, "T2")


def test_given_times_must_not_contradict_the_headers(tmp_path: Path) -> None:
    folder = of_one_series(tmp_path)
    assert read_scanned_series(folder, "T2", list(ECHOES)).series.times_ms.tolist() == list(ECHOES)
    with pytest.raises(FootwiseError, match="echo times in the headers that are not those given: 10, 20, 30, 40, 50"):
        read_scanned_series(folder, "T2", [0, 10, 20, 30, 40])
    with pytest.raises(FootwiseError, match="echo times that differ, as those of T2 do"):
        read_scanned_series(folder, "T1rho", [0, 10, 20, 30, 40])
