"""Plain Python: loops over nested lists of numbers, and NumPy only to read the arguments and to pack the results."""

import numpy as np


def both(value):
    """An int or a pair as a pair."""
    if isinstance(value, (tuple, list)):
        return value[0], value[1]
    return value, value


def read(values):
    """Nested lists of Python numbers, with the shape and whether all of them are whole numbers."""
    array = np.asarray(values)
    return array.tolist(), array.shape, array.dtype.kind in "bui"


def blank(*shape):
    """Nested lists of zeros."""
    if len(shape) == 1:
        return [0] * shape[0]
    return [blank(*shape[1:]) for _ in range(shape[0])]


def one_side(size, k, s, p, d):
    reach = d * (k - 1) + 1
    count = 0
    while count * s + reach <= size + 2 * p:
        count += 1
    return count


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(both(kernel_size)) < 1:
        raise ValueError(f"kernel_size has to be 1 or more, but it is {kernel_size}")
    if min(both(stride)) < 1:
        raise ValueError(f"stride has to be 1 or more, but it is {stride}")
    if min(both(padding)) < 0:
        raise ValueError(f"padding has to be 0 or more, but it is {padding}")
    if min(both(dilation)) < 1:
        raise ValueError(f"dilation has to be 1 or more, but it is {dilation}")
    result = []
    for side in (0, 1):
        result.append(
            one_side(both(size)[side], both(kernel_size)[side], both(stride)[side], both(padding)[side], both(dilation)[side])
        )
        if result[-1] == 0:
            raise ValueError(f"size {size} is too small for kernel_size {kernel_size}, padding {padding}, dilation {dilation}")
    if isinstance(size, (tuple, list)):
        return tuple(result)
    return result[0]


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    kh, kw = both(kernel_size)
    count = 0
    for _ in range(out_channels):
        count += in_channels * kh * kw
        if bias:
            count += 1
    return count


def places(shape, kernel_size, stride, padding, dilation):
    """Yield (r, q, i, j, row, column) for every entry (i, j) of every window (r, q) that lies inside the image."""
    oh, ow = conv_output_size(tuple(shape), kernel_size, stride, padding, dilation)
    (kh, kw), (sh, sw) = both(kernel_size), both(stride)
    (ph, pw), (dh, dw) = both(padding), both(dilation)
    for r in range(oh):
        for i in range(kh):
            row = r * sh + i * dh - ph
            if not 0 <= row < shape[0]:
                continue
            for q in range(ow):
                for j in range(kw):
                    column = q * sw + j * dw - pw
                    if 0 <= column < shape[1]:
                        yield r, q, i, j, row, column


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, (n, c, height, width), x_whole = read(x)
    weight, (o, wc, kh, kw), w_whole = read(weight)
    if c != wc:
        raise ValueError(f"x has {c} channels, weight has {wc}")
    if bias is None:
        bias, b_whole = [0] * o, True
    else:
        bias, _, b_whole = read(bias)
    oh, ow = conv_output_size((height, width), (kh, kw), stride, padding, dilation)
    y = blank(n, o, oh, ow)
    for r, q, i, j, row, column in places((height, width), (kh, kw), stride, padding, dilation):
        for image in range(n):
            for out in range(o):
                total = 0
                for channel in range(c):
                    total += x[image][channel][row][column] * weight[out][channel][i][j]
                y[image][out][r][q] += total
    for image in range(n):
        for out in range(o):
            for r in range(oh):
                for q in range(ow):
                    y[image][out][r][q] += bias[out]
    return np.array(y, dtype=np.int64 if x_whole and w_whole and b_whole else np.float64)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x, (n, c, height, width), whole = read(x)
    kh, kw = both(kernel_size)
    oh, ow = conv_output_size((height, width), kernel_size, stride, padding, dilation)
    columns = blank(n, c * kh * kw, oh * ow)
    for r, q, i, j, row, column in places((height, width), kernel_size, stride, padding, dilation):
        for image in range(n):
            for channel in range(c):
                columns[image][(channel * kh + i) * kw + j][r * ow + q] = x[image][channel][row][column]
    return np.array(columns, dtype=np.int64 if whole else np.float64)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out = read(grad_out)[0]
    x, (n, c, height, width), _ = read(x)
    weight, (o, _, kh, kw), _ = read(weight)
    grad_x = blank(n, c, height, width)
    grad_weight = blank(o, c, kh, kw)
    grad_bias = blank(o)
    for r, q, i, j, row, column in places((height, width), (kh, kw), stride, padding, dilation):
        for image in range(n):
            for out in range(o):
                g = grad_out[image][out][r][q]
                for channel in range(c):
                    grad_x[image][channel][row][column] += g * weight[out][channel][i][j]
                    grad_weight[out][channel][i][j] += g * x[image][channel][row][column]
    for image in grad_out:
        for out in range(o):
            for row in image[out]:
                grad_bias[out] += sum(row)
    return [np.array(grad, dtype=float) for grad in (grad_x, grad_weight, grad_bias)]


def max_pool2d(x, kernel_size, stride=None, padding=0):
    for side in (0, 1):
        if both(padding)[side] * 2 > both(kernel_size)[side]:
            raise ValueError(f"padding {padding} is more than half of kernel_size {kernel_size}")
    dtype = np.asarray(x).dtype
    x, (n, c, height, width), _ = read(x)
    stride = kernel_size if stride is None else stride
    oh, ow = conv_output_size((height, width), kernel_size, stride, padding)
    result = [[[[None] * ow for _ in range(oh)] for _ in range(c)] for _ in range(n)]
    for r, q, _, _, row, column in places((height, width), kernel_size, stride, padding, 1):
        for image in range(n):
            for channel in range(c):
                best, value = result[image][channel][r][q], x[image][channel][row][column]
                if best is None or value > best:
                    result[image][channel][r][q] = value
    return np.array(result, dtype=dtype)


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x, (n, c, height, width), _ = read(x)
    stride = kernel_size if stride is None else stride
    kh, kw = both(kernel_size)
    result = blank(n, c, *conv_output_size((height, width), kernel_size, stride, padding))
    for r, q, _, _, row, column in places((height, width), kernel_size, stride, padding, 1):
        for image in range(n):
            for channel in range(c):
                result[image][channel][r][q] += x[image][channel][row][column] / (kh * kw)
    return np.array(result, dtype=float)


def windows(length, count):
    """Start and end of each of PyTorch's windows."""
    result = []
    for i in range(count):
        end = (i + 1) * length // count
        if (i + 1) * length % count > 0:
            end += 1
        result.append((i * length // count, end))
    return result


def along_last_axis(function, nested):
    """Apply a function to every innermost list."""
    if isinstance(nested[0], list):
        return [along_last_axis(function, inner) for inner in nested]
    return function(nested)


def adaptive_avg_pool1d(x, output_size):
    def pool(row):
        return [sum(row[start:end]) / (end - start) for start, end in windows(len(row), output_size)]

    return np.array(along_last_axis(pool, read(x)[0]), dtype=float)


def adaptive_max_pool1d(x, output_size):
    def pool(row):
        return [max(row[start:end]) for start, end in windows(len(row), output_size)]

    return np.array(along_last_axis(pool, read(x)[0]), dtype=np.asarray(x).dtype)


def adaptive_avg_pool2d(x, output_size):
    shape = np.shape(x)
    rows, columns = both(output_size)
    rows = shape[-2] if rows is None else rows
    columns = shape[-1] if columns is None else columns

    def pool(image):
        if isinstance(image[0][0], list):
            return [pool(inner) for inner in image]
        result = []
        for top, bottom in windows(len(image), rows):
            line = []
            for left, right in windows(len(image[0]), columns):
                values = [value for row in image[top:bottom] for value in row[left:right]]
                line.append(sum(values) / len(values))
            result.append(line)
        return result

    return np.array(pool(read(x)[0]), dtype=float)


def adaptive_pool_recipe(l_in, l_out):
    factor = 1
    while factor * l_in < l_out:
        factor += 1
    length = factor * l_in
    stride = (length - l_out) // l_out + 1
    return [factor, stride, length - (l_out - 1) * stride]


def recipe_disagreements(max_length):
    pairs = []
    for l_in in range(1, max_length + 1):
        for l_out in range(1, max_length + 1):
            for one in range(l_in):
                x = [0.0] * l_in
                x[one] = 1.0
                if any(abs(a - b) > 1e-9 for a, b in zip(by_recipe(x, l_out), adaptive_avg_pool1d(x, l_out), strict=True)):
                    pairs.append([l_in, l_out])
                    break
    return pairs


def by_recipe(x, l_out):
    factor, stride, kernel_size = adaptive_pool_recipe(len(x), l_out)
    longer = []
    for value in x:
        longer += [value] * factor
    return [sum(longer[i * stride : i * stride + kernel_size]) / kernel_size for i in range(l_out)]
