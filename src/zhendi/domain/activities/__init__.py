"""Anything with a date and attendance: meetings of branches, lectures, party days, symposia.

Facts owned: what was held on which true day by which organisation, who was invited, who was there on the spot or from
afar, the minutes, and the demands raised there with who answers them until when. It knows no clause; asked for by
clauses 4.2c (meetings and party days), 4.5e (symposia) and the cultural activities of chapter 5.
"""
