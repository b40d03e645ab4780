raise ValueError('8' * 10**6)
