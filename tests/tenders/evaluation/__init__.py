"""Tests of marking, agreed marks, ranking and award."""
