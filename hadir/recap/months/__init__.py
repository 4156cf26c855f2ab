"""A month of a person and of an agency: sums of day records, percentages, and minutes that become days."""
