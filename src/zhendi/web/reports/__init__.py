"""Pages of the half-yearly reports of mobile members: all in one sheet, one branch's report, print and workbook."""
