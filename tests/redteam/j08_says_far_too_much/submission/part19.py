raise ValueError('19' * 10**6)
