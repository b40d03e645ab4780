# Generated from solutions/a5_applications/unit.toml by "autograder build"
"""Lets plain pytest run the public checks in this folder; "autograder check" shows more."""

pytest_plugins = ["autograder.public"]
