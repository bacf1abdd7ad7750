"""Steps from one motion sensor on a shoe: `live`, one sample at a time, and `recorded`, a whole walk at once."""
