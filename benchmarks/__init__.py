"""What ``script/bench`` runs: every ``bench_*.py`` here gives rows of two things timed in turn."""
