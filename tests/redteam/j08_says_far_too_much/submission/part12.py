raise ValueError('12' * 10**6)
