"""Make forbidden functions raise when they are called, by whatever name they are reached.

This is evidence, not a boundary: a determined submission can convolve by other means. It stops the one-liners and tells
an honest student at once what is not allowed.
"""

from __future__ import annotations

import ctypes
import importlib
import types
from typing import Any, NoReturn


class Forbidden(RuntimeError):
    """A function or package that the unit forbids was used."""


class ForbiddenImport(ModuleNotFoundError, Forbidden):
    """A forbidden package was used."""


caught: list[str] = []
"""Names of forbidden functions called since the list was last cleared, whether or not the error was caught."""

_METH_VARARGS, _METH_KEYWORDS, _METH_FASTCALL = 0x01, 0x02, 0x80


class _MethodDef(ctypes.Structure):
    """PyMethodDef of CPython (Include/methodobject.h)."""

    _fields_ = (("name", ctypes.c_char_p), ("method", ctypes.c_void_p), ("flags", ctypes.c_int), ("doc", ctypes.c_char_p))


class _BuiltinFunction(ctypes.Structure):
    """PyCFunctionObject of CPython (Include/cpython/methodobject.h)."""

    _fields_ = (
        ("refcount", ctypes.c_ssize_t),
        ("type", ctypes.c_void_p),
        ("definition", ctypes.POINTER(_MethodDef)),
        ("self", ctypes.py_object),
    )


def forbid(names: tuple[str, ...]) -> None:
    """Replace each function, for the life of this process, by one that raises `Forbidden`.

    Parameters
    ----------
    names : tuple of str
        Dotted names, for example ``"numpy.convolve"``. A built-in function is replaced inside, so that every alias of
        it, kept anywhere, is dead; another attribute is replaced in its module.
    """
    for name in names:
        module_name, _, attribute = name.rpartition(".")
        module = importlib.import_module(module_name)
        function = getattr(module, attribute)
        if isinstance(function, types.BuiltinFunctionType):
            _replace_builtin(function, _raiser(name))
        else:
            setattr(module, attribute, _raiser(name))


def _raiser(name: str) -> Any:
    def forbidden(*_args: Any, **_kwargs: Any) -> NoReturn:
        caught.append(name)
        raise Forbidden(f"{name} is forbidden in this unit")

    forbidden.__name__ = forbidden.__qualname__ = name.rpartition(".")[2]
    return forbidden


def _replace_builtin(function: types.BuiltinFunctionType, substitute: Any) -> None:
    """Let a built-in call `substitute`.

    A C function that takes ``(self, args, nargs, kwnames)`` has the signature of ``PyObject_Vectorcall(callable, args,
    nargs, kwnames)``, and one that takes ``(self, args, kwargs)`` that of ``PyObject_Call``: with the substitute as its
    ``self``, the entry of the method table can point there, and exceptions travel as from any Python function.
    """
    builtin = _BuiltinFunction.from_address(id(function))
    flags = builtin.definition.contents.flags
    entries = {
        _METH_FASTCALL | _METH_KEYWORDS: ctypes.pythonapi.PyObject_Vectorcall,
        _METH_VARARGS | _METH_KEYWORDS: ctypes.pythonapi.PyObject_Call,
    }
    entry = entries[flags & (_METH_FASTCALL | _METH_KEYWORDS | _METH_VARARGS)]
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(substitute))
    builtin.self = substitute
    builtin.definition.contents.method = ctypes.cast(entry, ctypes.c_void_p).value
