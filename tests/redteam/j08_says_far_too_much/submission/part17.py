raise ValueError('17' * 10**6)
