"""Tests of reading published files; every setting in the fixtures is invented."""
