# ruff: noqa: F821
def always_value_error(x):
    """Raises ValueError for everything"""
    raise ValueError(f"x {x}")


def zeros(x):
    """Gives zero"""
    return 0


def returns_input(x):
    """Gives its input back"""
    return x
