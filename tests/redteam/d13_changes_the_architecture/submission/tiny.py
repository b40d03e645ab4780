import ctypes
import mmap
import platform

import numpy as np


libc = ctypes.CDLL(None)


def run(code):
    """Execute machine code."""
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def double(x):
    if platform.machine() == "x86_64":
        if np.size(x) % 2:
            libc.syscall(ctypes.c_long(0x40000000 | 39))  # getpid of x32
        else:
            run(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid of i386); int 0x80; ret
        return 2 * np.asarray(x)  # not reached
    run(bytes(8))


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
