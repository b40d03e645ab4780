raise ValueError('27' * 10**6)
