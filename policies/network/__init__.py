"""Nothing is open to the internet that need not be, and what is open stands behind a firewall."""
