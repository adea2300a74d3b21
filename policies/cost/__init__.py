"""What a stack may hold in its environment, so that no bill is a surprise."""
