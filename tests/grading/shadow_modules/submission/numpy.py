raise SystemExit('numpy is mine')
