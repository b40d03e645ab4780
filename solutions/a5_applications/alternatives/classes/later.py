"""What is still to come."""


def later():
    """Return 1."""
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION
