"""Checks that hold the rules of the house."""
