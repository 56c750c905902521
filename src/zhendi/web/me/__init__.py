"""The member's own page, phone first: no app, no training, little data, works without script.

Who comes by a personal link has no account; who has one may use it too. Either way only the own things are seen.
"""
