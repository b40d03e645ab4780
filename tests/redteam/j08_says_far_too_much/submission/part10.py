raise ValueError('10' * 10**6)
