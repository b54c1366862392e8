"""Demo content of the knowledge bank: one file for each work and piece of news, rows by ``load.py``."""
