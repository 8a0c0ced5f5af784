"""The walk through the whole portal, chapter by chapter."""
