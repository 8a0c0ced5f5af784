"""Tests of the file store, of uploads, their scanning and their way out."""
