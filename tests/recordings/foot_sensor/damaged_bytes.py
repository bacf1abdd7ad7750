"""A file whose bytes were cut, deleted, replaced or repeated somewhere."""

from hypothesis import strategies as st

_HEAD = 600


def damaged(whole: bytes, data: st.DataObject) -> bytes:
    """Draw a damage of a file; as often as not in its first bytes, where most can go wrong."""
    content = bytearray(whole)
    near = data.draw(st.sampled_from([_HEAD, len(content)]))
    begin = data.draw(st.integers(0, min(near, len(content)) - 1))
    stop = data.draw(st.integers(begin, min(len(content), begin + 5000)))
    how = data.draw(st.sampled_from(["cut", "delete", "replace", "repeat"]))
    if how == "cut":
        del content[begin:]
    elif how == "delete":
        del content[begin:stop]
    elif how == "replace":
        content[begin:stop] = data.draw(st.binary(max_size=40))
    else:
        content[begin:begin] = content[begin:stop]
    return bytes(content)
