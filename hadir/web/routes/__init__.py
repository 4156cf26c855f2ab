"""Addresses of the pages, one module a domain; names are unique in the whole site."""
