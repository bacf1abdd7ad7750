from footwise.notes import Note, NoteKind, remarks


def test_a_note_reads_as_its_text_and_keeps_what_it_is_under_a_name():
    note = Note("plate 2 was left out", NoteKind.PLATE, "plate 2")
    assert str(note) == f"{note}" == "plate 2 was left out"
    assert note.under("walk 1") == Note("walk 1: plate 2 was left out", NoteKind.PLATE, "plate 2")


def test_texts_that_no_code_asks_about_are_remarks():
    assert remarks(["one", "two"]) == (Note("one", NoteKind.REMARK), Note("two", NoteKind.REMARK))
