"""Notices to people: in the application at once, outside of it by e-mail or a WhatsApp gateway (ADR 0015)."""
