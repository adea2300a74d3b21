"""The vocabulary of settings that all architectures share: one section, one module, one subject."""
