"""What is asked: the Opinions clause by clause, as data (``policy/opinions/*.toml``), and what follows from it.

Pure Python, no Django, no tables. ``load`` reads and refuses; ``schema`` names the parts; ``periods`` reckons days;
``evaluate`` is the reference executor that every faster one must agree with; ``cases`` and ``trial`` hold the rules to
worked examples; ``overrides`` lets a county set its own numbers, never below a legal floor.
"""
