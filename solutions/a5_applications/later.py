"""Stands for the module localization until it is here."""


def later(x):
    """Return the double of a number."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
