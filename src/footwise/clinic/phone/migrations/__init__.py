"""Tables of phones."""
