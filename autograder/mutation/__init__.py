"""Mutants: right answers with one small mistake each, made from their syntax trees."""

from autograder.mutation.mutants import Mutant, mutants

__all__ = ["Mutant", "mutants"]
