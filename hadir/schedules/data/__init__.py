"""Decrees as data, with their sources. Nothing counts because it stands here: each is offered as a proposal."""
