"""Day records: derived from shift instance, calendar, reasons, incidents and punches; rebuilt, never edited."""
