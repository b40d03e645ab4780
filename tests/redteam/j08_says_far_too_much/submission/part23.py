raise ValueError('23' * 10**6)
