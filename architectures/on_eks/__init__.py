"""What architectures on EKS have in common: their settings, and how cluster, services, entrance and watch are wired.

No architecture itself, so it is not among `architectures.names()`.
"""
