"""People: who they are, where their membership is, which posts they hold, and the accounts by which they sign in.

Facts owned: persons with their contact facts, memberships of branches and suspensions of rights, posts,
accounts. Asked for by clauses 0.3, 3.0, 4.2, 4.4 and 4.5 and by every rule whose subject is a person.
"""
