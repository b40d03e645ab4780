raise ValueError('3' * 10**6)
