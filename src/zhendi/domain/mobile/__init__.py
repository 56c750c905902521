"""Mobile members: who went away from which branch and where to, who came to live in which township.

Facts owned: the outgoing and the incoming movements of the county's two registers, joined to the person when known
and to each other when one moved within the county. Asked for by clauses 4.5 (contact, letters, visits).
"""
