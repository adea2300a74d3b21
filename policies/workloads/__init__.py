"""Pods do no more than they need, keep running when one of them stops, and can be reached by whom they serve only."""
