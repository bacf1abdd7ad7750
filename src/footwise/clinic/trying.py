"""The clinic's packages are tried: `python -m footwise.clinic.trying PART`, which prints how it went as JSON."""

from __future__ import annotations

import sqlite3
import sys

from footwise.extras import require


def clinic() -> str:
    """Try what pages and passwords need."""
    require("django", "allauth", "argon2", "axes", "csp", "uvicorn", "websockets", "whitenoise", "psycopg")
    import argon2
    import django
    import psycopg

    argon2.PasswordHasher(time_cost=1, memory_cost=1024).hash("a walk")
    client = psycopg.pq.version() // 10000
    return f"Django {django.get_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL's client {client}"


def backups() -> str:
    """Try the encryption of backups."""
    require("pyrage")
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    assert pyrage.decrypt(pyrage.encrypt(b"a walk", [identity.to_public()]), [identity]) == b"a walk"
    return "what is encrypted opens again"


PARTS = {"the clinic": clinic, "backups": backups}


if __name__ == "__main__":
    from footwise.jobs.machine import tell

    tell(PARTS[sys.argv[1]])
