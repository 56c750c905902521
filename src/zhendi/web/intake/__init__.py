"""Pages of the intake of workbooks."""
