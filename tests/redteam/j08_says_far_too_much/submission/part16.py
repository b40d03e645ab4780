raise ValueError('16' * 10**6)
