"""The drawings of the lessons: a module a lesson, with a function for each drawing.

Their words are messages, so that one drawing serves both languages.
"""
