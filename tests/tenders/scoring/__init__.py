"""Tests of marks, prices and ranking."""
