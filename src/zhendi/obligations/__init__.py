"""Where what is asked (policy) and what happened (facts) meet: duties that fall due, and the trial of rules by cases."""
