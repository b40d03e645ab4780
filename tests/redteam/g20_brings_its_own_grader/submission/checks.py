def fine():
    return True
