"""Monthly duty rosters of services that never close: who has which shift on which day (ADR 0033)."""
