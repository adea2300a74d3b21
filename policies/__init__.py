"""Policy packs for Pulumi stacks on AWS: one folder per pack, and `lib` with what they share."""
