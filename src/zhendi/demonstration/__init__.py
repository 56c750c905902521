"""The demonstration county: the generated workbooks of ``zhendi.demo`` taken in by the real intake, with five accounts.

It stands above both, so that the generator knows no database and the intake no generator.
"""
