"""The allowance (tambahan penghasilan pegawai, TPP): what a month of days takes from it, by rules that are data."""
