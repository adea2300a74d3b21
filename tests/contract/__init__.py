"""What the documents ask for, and what must hold for every architecture."""
