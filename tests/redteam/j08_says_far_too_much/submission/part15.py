raise ValueError('15' * 10**6)
