"""Taking a new face engine into use without recording everybody again (ADR 0026, docs/operations.md)."""
