raise ValueError('26' * 10**6)
