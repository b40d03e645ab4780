"""What a new course's ``course.toml`` says."""

from __future__ import annotations

from collections.abc import Mapping


def settings_text(units: Mapping[str, str]) -> str:
    """Return a ``course.toml`` in which each unit, by name and title, counts alike and nothing is due.

    Examples
    --------
    >>> print(settings_text({"a1": "Convolution"}).split("# Convolution")[1].strip())
    [units.a1]
    weight = 1
    # due = 2027-01-31T23:59:00
    # tasks = { first_task = 2, second_task = 1 }
    # extension_days = { ada = 3 }
    """
    parts = [_HEAD]
    for name, title in units.items():
        parts.append(f"# {title}\n[units.{name}]\nweight = 1\n# due = 2027-01-31T23:59:00\n"
                     "# tasks = { first_task = 2, second_task = 1 }\n# extension_days = { ada = 3 }\n")  # fmt: skip
    return "\n".join(parts)


_HEAD = """\
# The course: what counts, until when, and what being late costs. Lines that begin with # are examples or remarks.
title = "Convolutional networks"
time_zone = "UTC"  # for dates without an offset, as in "Europe/Berlin"

[attempts]
cap = 0  # how many attempts are looked at; 0: all. The third of ada is handed in as ada@3
counts = "last"  # or "best"

[late]
percent_per_day = 0  # of the unit's maximum, for each day that has begun
grace_minutes = 0
most_percent = 100
# closes_after_days = 7  # nothing after that

# Units that are not named do not count. Weights are rescaled to 100; so are those of tasks, where they are given: then
# only the tasks that are named are graded.
"""
