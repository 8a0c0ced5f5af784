"""What is done to services and to the Ofsted register. Nothing here commits: the caller does."""
