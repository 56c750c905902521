"""Pages of the intake: files dropped in, checked, compared, decided, written, undone; registers going out."""
