import os
import sys

answer = input('Password: ')
more = sys.stdin.readline()
others = os.read(0, 100)
READY = True
