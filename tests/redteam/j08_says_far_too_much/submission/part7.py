raise ValueError('7' * 10**6)
