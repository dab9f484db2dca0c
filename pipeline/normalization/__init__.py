"""The technology catalogue and the normalizer."""
