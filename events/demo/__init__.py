"""Demo content of events: words in ``events.json``, rows by ``load.py``."""
