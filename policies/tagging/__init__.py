"""Every resource says whose it is and what it belongs to."""
