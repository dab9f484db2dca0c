"""The immutable archive of what arrived."""
