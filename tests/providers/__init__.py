"""Tests of what providers keep and of the register they are found in."""
