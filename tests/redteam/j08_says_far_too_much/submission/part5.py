raise ValueError('5' * 10**6)
