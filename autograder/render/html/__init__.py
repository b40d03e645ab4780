"""Pages for people: one for each student, one for staff beside it, one for the class. Static, without a network or a server.

Each is a pure function of records (and of what was found to be alike). Templates escape everything, pages carry a policy that
allows no style and no script but their own, and those of students have no script at all.
"""

from autograder.render.html.pages import class_page, staff_page, student_page

__all__ = ["class_page", "staff_page", "student_page"]
