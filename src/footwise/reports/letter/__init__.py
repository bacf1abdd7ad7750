"""A letter of one page as PDF."""

from footwise.reports.letter.letter import Letter, LetterSection, letter_pdf

__all__ = ["Letter", "LetterSection", "letter_pdf"]
