"""Migrations of prescribing."""
