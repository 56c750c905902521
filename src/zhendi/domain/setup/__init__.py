"""Units and their coverage by Party organisations: the denominators of setting up branches where people work.

Facts owned: the register of units (co-operatives, firms, associations, schools …) and, with history, by which form and
which organisation each is covered. Asked for by clauses 3.1-3.5.
"""
