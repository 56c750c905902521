"""Pages of festival letters: runs, words, printing, posting, what came back."""
