"""Matters: anything that somebody brings to an organisation and that must be answered within a time limit.

A shared engine: it knows no clause. The help of a member away (3.5b, 4.5f), a change that a member reports, a
correction of the own record. Facts: matters that are on record, opened, answered.
"""
