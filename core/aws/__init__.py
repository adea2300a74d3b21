"""Facts of AWS as plain data, with small checks that raise ValueError: what was given, what is allowed, and why."""
