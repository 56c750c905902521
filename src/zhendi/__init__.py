"""阵地: the county, township and village organisations' system of record and duty."""

__version__ = "0.1.0"
