"""The forms of this domain, by noun."""
