"""The set-up planner: for every blank the three ways, and the small units grouped with a proof of how good it is.

Pure Python with NumPy and HiGHS; it knows no table, reads no clock and writes nothing. ``solve.plan`` is the door,
``solve.quick`` the greedy answer that can be shown at once. All costs are whole numbers of *person-metres*: one
member travelling one metre; the other costs are stated in the same measure, so that sums and bounds compare exactly.
Source of the ways: clause 3.1b, 3.4b and 3.4c; of the limits: 中国共产党支部工作条例（试行） articles 4 and 5.
"""
