"""Walks through the whole portal, as people do."""
