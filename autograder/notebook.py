"""A unit as a notebook: the lesson, a cell for each task, the public checks."""

from __future__ import annotations


def solution_cell(task: str) -> str:
    """Return the grade_id of the cell in which a task is solved."""
    return task


def grade_cell(task: str) -> str:
    """Return the grade_id of the cell that holds a task's points."""
    return f"{task}-points"
