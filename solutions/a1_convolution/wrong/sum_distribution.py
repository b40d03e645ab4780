# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _unchecked(p, q):
    return convolve1d(np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64))


def _no_negative(p, q):
    """Only the check for negative entries."""
    for name, values in (("p", p), ("q", q)):
        if np.min(values, initial=0) < 0:
            raise ValueError(f"{name} must not have negative entries, got {np.min(values)}")


def _sums_to_one(p, q, tolerance):
    """Only the check of the sums."""
    for name, values in (("p", p), ("q", q)):
        total = float(np.sum(values))
        if not abs(total - 1) <= tolerance:
            raise ValueError(f"{name} must sum to 1, got {total}")


def always_value_error(p, q):
    """Every input is refused."""
    raise ValueError(f"p or q is not valid: {p!r}, {q!r}")


def zeros(p, q):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(p, q))


def returns_input(p, q):
    """Gives p back unchanged."""
    return np.array(p, dtype=np.float64)


def multiplies_probabilities(p, q):
    """P(X+Y=t) is taken to be P(X=t) P(Y=t)."""
    result = right(p, q)
    common = min(len(p), len(q))
    result[:] = 0
    result[:common] = np.multiply(p[:common], q[:common])
    return result


def adds_probabilities(p, q):
    """Adds the probabilities and halves them: this is a mixture, not a sum."""
    result = np.zeros_like(right(p, q))
    result[: len(p)] += np.asarray(p) / 2
    result[: len(q)] += np.asarray(q) / 2
    return result


def difference_of_the_variables(p, q):
    """Correlates: this is the distribution of Y - X."""
    return right(np.asarray(p)[::-1], q)


def maximum_of_the_variables(p, q):
    """Multiplies the cumulated probabilities: this is the distribution of the larger of X and Y."""
    result = right(p, q)
    size = result.size
    below = [np.cumsum(np.pad(np.asarray(x, dtype=np.float64), (0, size - len(x)))) for x in (p, q)]
    return np.diff(below[0] * below[1], prepend=0.0)


def cumulated(p, q):
    """Returns P(X+Y <= t) instead of P(X+Y = t)."""
    return np.cumsum(right(p, q))


def sum_starts_at_one(p, q):
    """Counts from 1 as on dice: an entry for the sum 0 is missing from the front."""
    return right(p, q)[1:]


def sum_starts_at_two(p, q):
    """Keeps an entry for the sum n+m-1, which cannot occur, so that everything is one late."""
    return np.append(0.0, right(p, q))


def cut_to_the_first(p, q):
    """The result is trimmed to the length of p, and large sums are lost."""
    return right(p, q)[: len(p)]


def same_length(p, q):
    """Uses mode `same`, so that the smallest and largest sums are lost."""
    right(p, q)
    return convolve1d(np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64), "same")


def drops_impossible_sums(p, q):
    """Removes the zeros at both ends, so that the index is no longer the sum."""
    return np.trim_zeros(right(p, q))


def cyclic(p, q):
    """Adds modulo the longer length, as on a clock."""
    full = right(p, q)
    period = max(len(p), len(q))
    wrapped = full[:period].copy()
    wrapped[: full.size - period] += full[period:]
    return wrapped


def twice_the_first(p, q):
    """Takes X+X for X+Y."""
    right(p, q)
    return right(p, p)


def doubles_the_values(p, q):
    """Two rolls of one die are taken for twice one roll: only even sums occur where p equals q."""
    result = right(p, q)
    if len(p) == len(q) and np.allclose(p, q):
        result[:] = 0
        result[::2] = p
    return result


def renormalises(p, q):
    """Divides the result by its sum, which hides that p or q is not quite a distribution."""
    result = right(p, q)
    return result / result.sum()


def normalises_anything(p, q):
    """Takes weights of any sum and normalises them instead of refusing them."""
    _no_negative(p, q)
    return _unchecked(np.asarray(p) / np.sum(p), np.asarray(q) / np.sum(q))


def clips_negative_entries(p, q):
    """Sets negative entries to zero instead of refusing them."""
    _sums_to_one(p, q, 1e-8)
    return _unchecked(np.clip(p, 0, None), np.clip(q, 0, None))


def accepts_negative_entries(p, q):
    """Only the sums are checked."""
    _sums_to_one(p, q, 1e-8)
    return _unchecked(p, q)


def accepts_any_sum(p, q):
    """Only the signs are checked."""
    _no_negative(p, q)
    return _unchecked(p, q)


def accepts_small_sums(p, q):
    """Refuses sums above 1 only."""
    _no_negative(p, q)
    for name, values in (("p", p), ("q", q)):
        if np.sum(values) > 1 + 1e-8:
            raise ValueError(f"{name} must sum to 1, got {np.sum(values)}")
    return _unchecked(p, q)


def checks_the_first_only(p, q):
    """Checks p and forgets q."""
    right(p, [1.0])
    return _unchecked(p, q)


def checks_the_product_only(p, q):
    """Checks the sum of the result instead of both sums, so that 2 and 1/2 pass."""
    _no_negative(p, q)
    result = _unchecked(p, q)
    if abs(result.sum() - 1) > 1e-8:
        raise ValueError(f"p and q must sum to 1, got {result.sum()}")
    return result


def tolerance_too_loose(p, q):
    """Allows a sum to be off by 1e-2."""
    _no_negative(p, q)
    _sums_to_one(p, q, 1e-2)
    return _unchecked(p, q)


def default_isclose(p, q):
    """Uses np.isclose with its default tolerance of 1e-5."""
    _no_negative(p, q)
    _sums_to_one(p, q, 1e-5)
    return _unchecked(p, q)


def sum_must_be_exact(p, q):
    """Compares the sum with `== 1`, which refuses ten times 0.1."""
    for name, values in (("p", p), ("q", q)):
        if sum(values) != 1:
            raise ValueError(f"{name} must sum to 1, got {sum(values)}")
    return right(p, q)


def zero_is_refused(p, q):
    """Refuses entries that are zero, as if every value had to be possible."""
    for name, values in (("p", p), ("q", q)):
        if np.min(values, initial=1) <= 0:
            raise ValueError(f"{name} must be positive, got {np.min(values)}")
    return right(p, q)


def error_without_message(p, q):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(p, q)
    except ValueError:
        raise ValueError from None


def asserts_instead(p, q):
    """Uses assert, so that invalid input raises AssertionError."""
    try:
        return right(p, q)
    except ValueError as error:
        raise AssertionError(str(error)) from None


def integers_stay_integers(p, q):
    """A sure event given as integers has an integer result."""
    result = right(p, q)
    if np.asarray(p).dtype.kind in "iu" and np.asarray(q).dtype.kind in "iu":
        return result.astype(np.int64)
    return result


def percent(p, q):
    """Returns percentages."""
    return 100 * right(p, q)


def four_decimals(p, q):
    """Rounds the probabilities to four decimals."""
    return right(p, q).round(4)


def returns_a_list(p, q):
    """Returns a list of probabilities."""
    return right(p, q).tolist()


def returns_a_dict(p, q):
    """Returns a dictionary from the sum to its probability."""
    return dict(enumerate(right(p, q).tolist()))


def normalises_in_place(p, q):
    """Divides the caller's arrays by their sums in place after the check."""
    result = right(p, q)
    for values in (p, q):
        if isinstance(values, np.ndarray) and values.dtype.kind == "f":
            values /= 2 * values.sum()
    return result


def remembers_by_length(p, q):
    """Keeps results in a cache whose key is the two lengths only."""
    return _CACHE.setdefault((len(p), len(q)), right(p, q))
