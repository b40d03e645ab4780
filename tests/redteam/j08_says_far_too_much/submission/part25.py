raise ValueError('25' * 10**6)
