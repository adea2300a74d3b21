"""AWS takes what is asked of it, and nothing that it takes today ends or breaks tomorrow."""
