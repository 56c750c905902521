"""Pages of what is asked: the clause board, the lists below it, the inbox, what is overdue below, and why."""
