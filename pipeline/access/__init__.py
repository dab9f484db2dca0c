"""How people read a lake."""
