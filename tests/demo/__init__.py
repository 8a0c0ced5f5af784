"""The demo region: what it holds, and that every page of it can be reached and read."""
