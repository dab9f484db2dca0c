"""Technology mentions in texts and on pages."""
