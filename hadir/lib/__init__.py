"""Pure building blocks with a name of their own: no Django, no settings, no clock."""
