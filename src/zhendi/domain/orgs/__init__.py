"""Party organisations: what they are called, whose they are (条), whose ground they stand on (块), who guides them.

Facts owned: organisations and every version of them, divisions, guidance, terms, and the recorded changes
(founding to dissolution). Asked for by clauses 0.2, 3.0-3.4 and by whatever counts along the tree.
"""
