"""Company records to companies."""
