"""Telling people what concerns them: in the application, by mail, by a message gateway."""
