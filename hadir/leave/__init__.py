"""Absences with a reason: leave with balances, duty travel, study, permission by the hour."""
