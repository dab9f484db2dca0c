"""What the hosts call: collect, build, run."""
