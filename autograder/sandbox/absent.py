"""Stand-ins for packages that a graded run does not have."""

from __future__ import annotations

from typing import Any, NoReturn

from autograder.sandbox.forbid import ForbiddenImport, caught


def missing(name: str) -> ModuleNotFoundError:
    """Return what code gets that uses a package, or a name of one, that a graded run does not have."""
    return ModuleNotFoundError(f"{name} is absent when this unit is graded", name=name)


class Absent:
    """Stands for a package, or a name of one, that a graded run does not have; raises when it is used.

    Attributes, ``|`` and ``[...]`` give stand-ins again, so that annotations do no harm, and nothing is an instance.
    """

    def __init__(self, name: str, forbidden: bool) -> None:
        self.__dict__["_is"] = (name, forbidden)

    @property
    def _absent(self) -> tuple[str, bool]:
        name, forbidden = self.__dict__["_is"]
        return str(name), bool(forbidden)

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._absent[0]}.{name}", self._absent[1])

    def __getitem__(self, _item: object) -> Absent:
        return self

    def __or__(self, _other: object) -> Absent:
        return self

    __ror__ = __or__

    def __instancecheck__(self, _instance: object) -> bool:
        return False

    def _use(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        name, forbidden = self._absent
        if forbidden:
            caught.append(name)
            raise ForbiddenImport(f"{name} is forbidden in this unit and absent when it is graded")
        raise missing(name)

    __call__ = __iter__ = __bool__ = __len__ = __setattr__ = __mro_entries__ = __enter__ = _use
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = _use
    __array__ = _use
