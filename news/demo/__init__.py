"""Demo content for ``manage.py seed_demo``: our own texts, and pictures drawn by code.

Everything here is made up for this site and comes out the same on every run; nothing is fetched from anywhere.
"""
