"""Parts of the settings that need a function: databases, secrets, services. Knows no Django settings itself."""
