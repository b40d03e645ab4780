raise ValueError('0' * 10**6)
