"""The tables of system calls and the filter made of them, for both architectures, whichever this machine has."""

from __future__ import annotations

import errno
import platform
import re
import struct
from pathlib import Path

import pytest

from autograder.sandbox import lockdown, namespaces
from autograder.sandbox.lockdown import _ALLOWED, _ARCHITECTURES, call_filter

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),  # arm64 takes its numbers from there, unchanged
}

ALLOW, KILL, DENY = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM


def numbers(machine: str) -> dict[str, int]:
    """Return the kernel's own numbers, or skip where its headers are not installed."""
    if not HEADERS[machine].is_file():
        pytest.skip(f"{HEADERS[machine]} is not there; the package linux-libc-dev (or kernel-headers) has it")
    text = HEADERS[machine].read_text("ascii")
    found = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text)}
    return found | {
        name: found[other] for name, other in re.findall(r"#define __NR_(\w+) __NR3264_(\w+)", text) if other in found
    }


def known(column: int) -> dict[str, int | None]:
    """Return every number that we use, by the call's name."""
    special = {"sendto": lockdown._SENDTO, "clone": lockdown._CLONE, "clone3": lockdown._CLONE3,
               "prlimit64": lockdown._PRLIMIT64, "fcntl": lockdown._FCNTL}  # fmt: skip
    found = {name: pair[column] for name, pair in {**_ALLOWED, **special}.items()}
    return {
        **found,
        "pivot_root": list(namespaces._PIVOT_ROOT.values())[column],
        "mount_setattr": namespaces._MOUNT_SETATTR,
        "landlock_create_ruleset": lockdown._LANDLOCK_CREATE_RULESET,
        "landlock_add_rule": lockdown._LANDLOCK_ADD_RULE,
        "landlock_restrict_self": lockdown._LANDLOCK_RESTRICT_SELF,
    }


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_the_kernels(machine: str) -> None:
    """Every call has the number that the kernel's header gives it, and one without a number is not in the header."""
    kernel = numbers(machine)
    wrong = {name: (number, kernel.get(name)) for name, number in known(list(HEADERS).index(machine)).items()
             if number != kernel.get(name)}  # fmt: skip
    assert wrong == {}


def verdict(machine: str, call: int, *arguments: int, architecture: int | None = None) -> int:
    """Run the filter of a machine on one system call, as the kernel would."""
    program = list(struct.iter_unpack("=HBBI", filters()[machine]))
    given = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=iIQ6Q", call, architecture or _ARCHITECTURES[machine][1], 0, *given)
    at = accumulator = 0
    while True:
        code, yes, no, value = program[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            at += yes if holds else no


def filters() -> dict[str, bytes]:
    """Return the filter of each machine."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for machine in HEADERS:
            patch.setattr(platform, "machine", lambda machine=machine: machine)
            found[machine] = call_filter() or b""
    return found


@pytest.mark.parametrize("machine", HEADERS)
def test_the_filter_allows_the_table_and_nothing_else(machine: str) -> None:
    """Of all numbers up to 600 those of the table pass, and every other is refused, whatever its arguments are."""
    column = list(HEADERS).index(machine)
    table = {pair[column] for pair in _ALLOWED.values()} - {None}
    asked = {pair[column] for pair in (lockdown._SENDTO, lockdown._CLONE, lockdown._CLONE3, lockdown._PRLIMIT64,
                                       lockdown._FCNTL)}  # fmt: skip
    wrong = [call for call in range(600) if call not in asked
             if verdict(machine, call, 2**64 - 1, 2**64 - 1) != (ALLOW if call in table else DENY)]  # fmt: skip
    assert wrong == []


ARGUMENTS = {
    "a plain send": ("_SENDTO", (3, 0, 9, 0), ALLOW),
    "a send that does not wait": ("_SENDTO", (3, 0, 9, 0x40), ALLOW),
    "urgent bytes": ("_SENDTO", (3, 0, 9, 1), DENY),
    "urgent bytes that do not wait": ("_SENDTO", (3, 0, 9, 0x41), DENY),
    "a thread": ("_CLONE", (0x3D0F00,), ALLOW),
    "a process": ("_CLONE", (17,), DENY),
    "a process in a new namespace": ("_CLONE", (0x20000011,), DENY),
    "a thread or process by clone3": ("_CLONE3", (0,), 0x00050000 | errno.ENOSYS),
    "reading one's own limits": ("_PRLIMIT64", (0, 7, 0), ALLOW),
    "setting them": ("_PRLIMIT64", (0, 7, 0x1000), DENY),
    "setting them from beyond 4 GB": ("_PRLIMIT64", (0, 7, 1 << 40), DENY),
    "reading another's": ("_PRLIMIT64", (1, 7, 0), DENY),
    "a flag of a descriptor": ("_FCNTL", (0, 1), ALLOW),
    "not to block": ("_FCNTL", (0, 4, 0x800), ALLOW),
    "signals at input": ("_FCNTL", (0, 4, 0x2000), DENY),
    "their receiver": ("_FCNTL", (0, 8, 1), DENY),
}


@pytest.mark.parametrize("machine", HEADERS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_decide_where_they_must(machine: str, name: str) -> None:
    """The same call passes or not by what it asks for."""
    call, arguments, expected = ARGUMENTS[name]
    assert verdict(machine, getattr(lockdown, call)[list(HEADERS).index(machine)], *arguments) == expected


@pytest.mark.parametrize("machine", HEADERS)
def test_calls_of_another_architecture_kill(machine: str) -> None:
    """The same process cannot call by the table of 32 bits, nor by that of x32."""
    assert verdict(machine, 1, architecture=0x40000003) == KILL
    if machine == "x86_64":
        assert verdict(machine, 0x40000000 | 1) == KILL
