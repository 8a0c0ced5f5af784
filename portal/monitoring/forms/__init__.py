"""Forms of the pages about breaches and rules."""
