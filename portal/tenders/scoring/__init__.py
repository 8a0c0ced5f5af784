"""Marks, prices and ranking as pure functions over whole numbers and fractions."""
