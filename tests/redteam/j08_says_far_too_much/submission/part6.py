raise ValueError('6' * 10**6)
