def test_double(student):
    pass
