"""Finds the Pulumi CLI and its Python language host, or builds both from their released Go modules."""
