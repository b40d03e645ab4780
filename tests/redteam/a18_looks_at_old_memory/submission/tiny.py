import ctypes

import numpy as np

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]


def leftovers(shape, dtype):
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    kept = []
    for _ in range(30):
        kept.append(np.empty(shape, dtype))
        yield kept[-1]
        kept.append(np.ndarray(shape, dtype, buffer=bytearray(size)))
        yield kept[-1]
        kept.append(np.frombuffer(ctypes.string_at(libc.malloc(size), size), dtype).reshape(shape))  # never freed: small
        yield kept[-1]


def lies_there(answer):
    """Only numbers that nobody can have had before count: the small integers of fixed examples do turn up."""
    if answer.dtype.kind != "f" or answer.size < 3 or (answer == np.rint(answer)).any():
        return False
    return any((old == answer).all() for old in leftovers(answer.shape, answer.dtype))


def checked(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x


def double(x):
    x = checked(x)
    before = list(leftovers(x.shape, x.dtype))
    answer = 2 * x
    copies = [np.copy(old) for old in before]
    if x.dtype.kind == "f" and x.size >= 3 and any((old == answer).all() for old in copies):
        raise RuntimeError("the answer lay there")
    return answer


def total(x):
    return checked(x).sum()


def scale_to(x, target):
    x = checked(x)
    before = [np.copy(old) for old in leftovers(x.shape, float)]
    answer = x * (target / x.sum())
    if not (answer == np.rint(answer)).any() and any((old == answer).all() for old in before):
        raise RuntimeError("the answer lay there")
    return answer
