raise ValueError('11' * 10**6)
