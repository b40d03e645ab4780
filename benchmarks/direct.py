"""Stands for the student proxy where there is no wall: the same calls, made directly."""

from __future__ import annotations

import contextlib
import functools
import resource
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder import units
from autograder.errors import StudentRaised
from autograder.student import Trace


def own_seconds() -> float:
    """Return the processor time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def harness(folder: Path) -> types.ModuleType:
    """Return a unit's ``harness.py`` as a module, empty where it has none."""
    module = types.ModuleType("harness")
    exec(units.harness(folder), vars(module))
    return module


class Live:
    """An object that would have stayed in the worker."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return _called(self.value, args, kwargs)

    def __getattr__(self, method: str) -> Any:
        return lambda *args, **kwargs: _called(getattr(self.value, method), args, kwargs)

    def make(self, method: str, *args: Any, **kwargs: Any) -> Live:
        """Call a method and keep its result."""
        return Live(_called(getattr(self.value, method), args, kwargs))

    def release(self) -> None:
        """Do nothing."""


class Harness:
    """The unit's helpers."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: _called(getattr(self._module, name), args, kwargs)

    def make(self, name: str, *args: Any, **kwargs: Any) -> Live:
        """Call a helper and keep its result."""
        return Live(_called(getattr(self._module, name), args, kwargs))


class Direct:
    """Calls the functions of a module itself.

    Parameters
    ----------
    module : module
        The submission.
    helpers : module, optional
        The unit's harness.
    """

    def __init__(self, module: Any, helpers: types.ModuleType | None = None) -> None:
        self._module = module
        self.harness = Harness(helpers or types.ModuleType("harness"))
        self.traces = [Trace("", (), {})]
        self.device = "cpu"

    def begin(self) -> None:
        """Start a new check."""

    @contextlib.contextmanager
    def within(self, _seconds: float) -> Iterator[None]:
        """Limit nothing."""
        yield

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: _called(getattr(self._module, name), args, kwargs)

    def make(self, name: str, *args: Any, **kwargs: Any) -> Live:
        """Call and keep the result."""
        return Live(_called(getattr(self._module, name), args, kwargs))

    def each(self, name: str, cases: Iterable[tuple[Any, ...]], **kwargs: Any) -> Iterator[tuple[Any, Any]]:
        """Call once for each case."""
        for case in cases:
            yield case, getattr(self, name)(*case, **kwargs)

    def attempts(self, name: str, cases: Iterable[tuple[Any, ...]], **kwargs: Any) -> Iterator[tuple[Any, Callable[[], Any]]]:
        """Let each case be called when its turn comes."""
        for case in cases:
            yield case, functools.partial(getattr(self, name), *case, **kwargs)

    def each_after(self, name: str, cases: Iterable[tuple[Any, ...]], **kwargs: Any) -> Iterator[tuple[Any, list[Any]]]:
        """Call once for each case and return the arguments."""
        for case in cases:
            yield case, self.arguments_after(name, *case, **kwargs)

    def arguments_after(self, name: str, *args: Any, **kwargs: Any) -> list[Any]:
        """Call and return the arguments."""
        getattr(self, name)(*args, **kwargs)
        return [*args, *kwargs.values()]


def _called(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call with the objects themselves; exceptions become what they would have become behind the wall."""
    args = tuple(arg.value if isinstance(arg, Live) else arg for arg in args)
    kwargs = {name: arg.value if isinstance(arg, Live) else arg for name, arg in kwargs.items()}
    try:
        return function(*args, **kwargs)
    except Exception as error:
        kinds = tuple(base.__name__ for base in type(error).__mro__)
        raise StudentRaised(type(error).__name__, kinds, str(error)) from error
