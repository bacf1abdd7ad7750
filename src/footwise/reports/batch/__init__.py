"""The page of a batch: counts, distributions, reasons, and what somebody should look at."""

from footwise.reports.batch.report import batch_figures, batch_report

__all__ = ["batch_figures", "batch_report"]
