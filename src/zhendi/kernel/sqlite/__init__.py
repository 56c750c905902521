"""Django's way to SQLite, in which a statement that comes again is put into SQLite's spelling once."""
