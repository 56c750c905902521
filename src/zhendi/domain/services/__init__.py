"""Service outlets and the catalogue of service items.

Facts owned: outlets with the ground and the households they serve, items with their legal and promised time limits
and the papers they need. Asked for by clause 5.1.
"""
