"""Measurements behind `manage.py bench`: one module a subject, each with a function `run(say)`.

Only ratios within one run mean anything; the machine does not. `say(job, ours, other, words)` prints a line: seconds
of ours, seconds of what it is compared with, and what that is.
"""
