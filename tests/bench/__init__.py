"""Speed and memory of a preview, as ratios of one run: `make bench`."""
