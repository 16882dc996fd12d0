"""Tests of regulations."""
