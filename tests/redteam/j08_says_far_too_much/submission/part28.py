raise ValueError('28' * 10**6)
