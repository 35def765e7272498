"""The rule `teacher_fit`."""
