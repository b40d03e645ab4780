"""Faces: pure functions of a report."""
