"""Writes the modules of JavaScript that the phone's page runs: make phone."""

from tools.python_to_javascript.phone import write

if __name__ == "__main__":
    write()
