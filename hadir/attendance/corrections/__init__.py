"""Missing and wrong check-ins: asked for by one, decided by another, kept as facts beside the check-ins."""
