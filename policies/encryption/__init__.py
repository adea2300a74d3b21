"""Data is encrypted at rest and in transit with keys of the account, and secrets are not written in code."""
