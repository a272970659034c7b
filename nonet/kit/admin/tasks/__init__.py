"""Verbs with input: a form declared beside the verb, shown as one small page with sensible answers already in it."""

from nonet.kit.admin.tasks.declaring import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.starting import StartedByTask

__all__ = ["Field", "Filled", "Grid", "Shown", "StartedByTask", "TaskForm"]
