"""Plain records for those who keep them: Django's admin with Unfold, every change through the services."""
