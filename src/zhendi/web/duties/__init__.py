"""Pages of what is asked: the clause board, the inbox, what is overdue below, and why."""
