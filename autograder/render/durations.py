"""Lengths of time as people say them."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """Return a length of time in two units at most.

    Examples
    --------
    >>> duration(0.0123), duration(8.4), duration(42.3), duration(75), duration(9000), duration(93600)
    ('0.012 s', '8.4 s', '42 s', '1 min 15 s', '2 h 30 min', '1 d 2 h')
    """
    if seconds < 60:
        digits = 3 if seconds < 1 else 1 if seconds < 10 else 0
        return f"{seconds:.{digits}f} s"
    parts = []
    for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(int(seconds), size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2])
