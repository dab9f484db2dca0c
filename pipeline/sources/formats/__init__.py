"""The formats of payloads: a file each, named as its kind, that exports its `PARSER`."""
