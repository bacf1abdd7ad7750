"""The page of the odds: one for the person and for whoever treats them."""

from footwise.reports.odds.report import odds_report
from footwise.reports.odds.words import odds_sentence, odds_sentences

__all__ = ["odds_report", "odds_sentence", "odds_sentences"]
