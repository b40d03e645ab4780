raise ValueError('13' * 10**6)
