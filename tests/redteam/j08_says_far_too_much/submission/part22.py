raise ValueError('22' * 10**6)
