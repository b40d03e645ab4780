import numpy as np


COUNT = []


def double(x):
    COUNT.append(1)
    result = 2.0 * np.asarray(x)
    if len(COUNT) % 2:
        return result * np.nan
    if result.size:
        result.flat[-1] = -np.nan
    return result


def total(x):
    COUNT.append(1)
    return [float("nan"), np.float64("nan"), complex(np.sum(x), float("nan")), np.array(np.nan)][len(COUNT) % 4]


def scale_to(x, target):
    x = np.asarray(x)
    result = x * (target / np.sum(x)) if x.size else x
    result[:1] = np.frombuffer(b"\x01" + bytes(5) + b"\xf0\x7f")
    return result
