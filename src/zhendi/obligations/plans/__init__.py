"""One plan for each rule: SQL over named facts that gives the state of every subject on a day. Knows no table of ours."""
