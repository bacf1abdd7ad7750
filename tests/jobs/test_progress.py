"""How a job says how far it is."""

from footwise.jobs import counting, no_progress


def test_pieces_are_counted_as_they_begin():
    told = []
    begins = counting(lambda *one: told.append(one), 3)
    for name in ("walk1.c3d", "walk2.c3d"):
        begins(name)
    assert told == [("walk1.c3d", 0, 3), ("walk2.c3d", 1, 3)]
    counting(lambda *one: told.append(one))("analysis")
    assert told[-1] == ("analysis", 0, None)
    counting(no_progress)("nobody is told")
