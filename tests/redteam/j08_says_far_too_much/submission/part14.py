raise ValueError('14' * 10**6)
