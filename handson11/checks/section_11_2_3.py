"""Checks of the exercises."""
