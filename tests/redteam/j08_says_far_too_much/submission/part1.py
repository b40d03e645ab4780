raise ValueError('1' * 10**6)
