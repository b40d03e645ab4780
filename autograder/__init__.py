"""Auto-graded coursework on convolutional networks: the mechanism, without any unit's content."""

__version__ = "0.1.0"
