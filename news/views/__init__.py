"""Tiny views: find, compose, render."""
