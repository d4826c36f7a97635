"""The matching engine: arrays in, arrays out. It knows no database, no page and no Django.

`VERSION` is kept with every run; raise it when the same input may give another result.
"""

VERSION = "1.4"
