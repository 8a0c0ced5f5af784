"""Tests of the programs that set up, run and check."""
