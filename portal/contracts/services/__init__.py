"""What people and jobs do with contracts. Nothing here commits: the caller does."""
