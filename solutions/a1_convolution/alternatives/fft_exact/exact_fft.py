"""Linear convolution by the FFT; integers come out exact (modulo 2**64) although the transform is in floats."""

import math

import numpy as np


def linear_convolution(f, g):
    """Full convolution of two arrays of the same dimension, exact int64 if both are int64."""
    full = tuple(n + m - 1 for n, m in zip(f.shape, g.shape, strict=True))
    # Powers of two are fast, and for them there is a bound on the rounding error, see `limb_bits`.
    padded = tuple(1 << (n - 1).bit_length() for n in full)
    crop = tuple(slice(n) for n in full)
    if f.dtype.kind == "i" and g.dtype.kind == "i":
        return _integers(f, g, padded)[crop]
    return _floats(f, g, padded)[crop]


def _floats(f, g, padded):
    dtype = np.result_type(f, g, np.float64)
    axes = tuple(range(f.ndim))
    if dtype.kind == "c":
        product = np.fft.fftn(f.astype(dtype), padded, axes) * np.fft.fftn(g.astype(dtype), padded, axes)
        return np.fft.ifftn(product, padded, axes)
    product = np.fft.rfftn(f.astype(dtype), padded, axes) * np.fft.rfftn(g.astype(dtype), padded, axes)
    return np.fft.irfftn(product, padded, axes)


def limb_bits(f_size, g_size, padded):
    """Largest limb for which every rounding error stays below 1/4.

    With k = log2 of the transform's size, the error of an entry of the FFT convolution of x and y is at most
    about |x| |y| eps (3k + sqrt(5) (3k + 1) + 3k) (Percival 2003), where |.| is the Euclidean norm. The limbs are at
    most 2**(bits - 1) in absolute value, and up to 64 / bits pairs of them are added before the inverse transform.
    """
    k = math.log2(math.prod(padded)) + 1
    growth = np.finfo(np.float64).eps * (6 * k + math.sqrt(5) * (3 * k + 1))
    for bits in (16, 8, 4):
        norms = math.sqrt(f_size * g_size) * 4.0 ** (bits - 1)
        if norms * growth * (64 // bits) < 0.25:
            return bits
    return 2


def _limbs(array, bits):
    """Balanced digits of `array` in base 2**bits, lowest first; they add up to it modulo 2**64."""
    rest = array.copy()
    half, mask = 1 << (bits - 1), (1 << bits) - 1
    for _ in range(64 // bits):
        digit = ((rest + half) & mask) - half
        yield digit
        rest = (rest - digit) >> bits  # at the very top this may wrap, by a multiple of 2**64 in all


def _integers(f, g, padded):
    bits = limb_bits(f.size, g.size, padded)
    axes = tuple(range(f.ndim))
    count = 64 // bits
    f_spectra = [np.fft.rfftn(limb.astype(np.float64), padded, axes) for limb in _limbs(f, bits)]
    g_spectra = [np.fft.rfftn(limb.astype(np.float64), padded, axes) for limb in _limbs(g, bits)]
    total = np.zeros(padded, dtype=np.uint64)
    for place in range(count):  # limb pairs above 2**64 do not count
        spectrum = sum(f_spectra[i] * g_spectra[place - i] for i in range(place + 1))
        digits = np.rint(np.fft.irfftn(spectrum, padded, axes)).astype(np.int64)
        total += digits.view(np.uint64) << np.uint64(bits * place)
    return total.view(np.int64)
