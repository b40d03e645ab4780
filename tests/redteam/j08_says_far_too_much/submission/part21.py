raise ValueError('21' * 10**6)
