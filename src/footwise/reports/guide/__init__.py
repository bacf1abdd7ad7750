"""A guide with drawings for the person, on one page."""

from footwise.reports.guide.guide import Guide, GuidePart, guide_pdf

__all__ = ["Guide", "GuidePart", "guide_pdf"]
