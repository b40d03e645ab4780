raise ValueError('20' * 10**6)
