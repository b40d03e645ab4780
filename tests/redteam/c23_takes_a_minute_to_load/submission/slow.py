import time

READY = 1
time.sleep(60)
