raise ValueError('2' * 10**6)
