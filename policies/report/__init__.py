"""The report of one run: what the packs wrote down, joined, as Markdown for people and as JSON for programs."""
