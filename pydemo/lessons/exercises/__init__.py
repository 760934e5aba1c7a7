"""Exercises: a module a lesson, with a function ``exercise_N(lesson)`` for each.

It looks at the lesson's chain and returns `pydemo.lessons.finding.PASSED`, or what it sees instead.
``STORY``, where a module has it, is the story that the lesson tells.
"""
