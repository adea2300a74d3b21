"""Data outlives mistakes and machines, services outlive a zone, and what happened is on record."""
