"""Reports that people read, and tables that programs read."""

from footwise.reports.analysis import analysis_report
from footwise.reports.prescription import prescription_report
from footwise.reports.tables import write_prescription, write_steps

__all__ = ["analysis_report", "prescription_report", "write_prescription", "write_steps"]
