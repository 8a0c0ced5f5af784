"""Tests of price checks and block arithmetic."""
