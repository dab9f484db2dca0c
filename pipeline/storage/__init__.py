"""Object store and catalog, on disk and on AWS."""
