raise ValueError('4' * 10**6)
