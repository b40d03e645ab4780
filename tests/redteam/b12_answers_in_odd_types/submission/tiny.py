import decimal
import fractions

import numpy as np


COUNT = []


def double(x):
    right = 2 * np.asarray(x)
    COUNT.append(1)
    return [right.astype(complex), right.astype(object), right.astype(str), right.astype("S"), right.astype("datetime64[s]"),
            right.astype([("a", float)]), right.astype("V8"), right.tolist(), right.tobytes()][len(COUNT) % 9]


def total(x):
    COUNT.append(1)
    value = int(np.sum(x))
    return [complex(value), str(value), np.timedelta64(value), decimal.Decimal(value), fractions.Fraction(value), np.bool_(value)][len(COUNT) % 6]


def scale_to(x, target):
    x = np.asarray(x)
    right = x * (target / x.sum()) if x.size else x
    return right.astype(complex) if x.size == 6 else right.tolist()
