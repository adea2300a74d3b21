"""What the packs share: plain values, views on resources, rules, exemptions, and the pack built from a folder."""
