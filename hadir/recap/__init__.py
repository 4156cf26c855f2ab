"""The month: recap, allowance (TPP) rules, staged sign-off, period lock, correction journals, exports."""
