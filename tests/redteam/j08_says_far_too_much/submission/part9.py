raise ValueError('9' * 10**6)
