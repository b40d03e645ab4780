raise ValueError('29' * 10**6)
