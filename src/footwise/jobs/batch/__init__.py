"""Thousands of recordings: planned, measured each by itself on one core, all cores or a cluster, and put together."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.batch.items import BatchItem, BatchOptions, NotDone
    from footwise.jobs.batch.planned_folder import Plan, plan_folder
    from footwise.jobs.batch.planned_list import LIST_COLUMNS, plan_list
    from footwise.jobs.batch.run import BatchResult, run_batch
    from footwise.jobs.batch.shared_out import Limits

__all__ = [
    "LIST_COLUMNS",
    "BatchItem",
    "BatchOptions",
    "BatchResult",
    "Limits",
    "NotDone",
    "Plan",
    "plan_folder",
    "plan_list",
    "run_batch",
]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "BatchItem": "footwise.jobs.batch.items",
        "BatchOptions": "footwise.jobs.batch.items",
        "BatchResult": "footwise.jobs.batch.run",
        "LIST_COLUMNS": "footwise.jobs.batch.planned_list",
        "Limits": "footwise.jobs.batch.shared_out",
        "NotDone": "footwise.jobs.batch.items",
        "Plan": "footwise.jobs.batch.planned_folder",
        "plan_folder": "footwise.jobs.batch.planned_folder",
        "plan_list": "footwise.jobs.batch.planned_list",
        "run_batch": "footwise.jobs.batch.run",
    },
)
