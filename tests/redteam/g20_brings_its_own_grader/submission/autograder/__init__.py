FORGED = True
