"""Reading workbooks: opening them safely, finding the header, the meaning of columns, and which rows are data."""
