"""Intake: the door by which outside workbooks come in, and by which registers go out again in the same form.

Facts owned: runs with their files, findings, previews and journals; remembered mappings of columns and decisions
about doubts. The pure engine (reading, judging) knows no database; the operations here bring its verdict to the
operations of the domain apps.
"""
