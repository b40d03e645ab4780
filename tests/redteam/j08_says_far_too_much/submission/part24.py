raise ValueError('24' * 10**6)
