"""Tests of the engine, the jobs and their pages."""
