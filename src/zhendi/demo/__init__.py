"""The generator of a synthetic county: places, organisations, people and the workbooks that its offices would keep.

Pure and seeded: the same seed, size and day give the same files. Nobody in them exists (citizen numbers of area
999999, mobiles 1990000xxxx), and no office either. ``zhendi.demo.generate`` is the way in.
"""
