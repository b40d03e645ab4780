raise ValueError('18' * 10**6)
