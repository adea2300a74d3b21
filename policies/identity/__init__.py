"""Nobody and nothing may do more than its work needs, and everything says who it is."""
