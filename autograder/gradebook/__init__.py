"""nbgrader's gradebook: its database, and its command line with the examiner in place of its kernel."""
