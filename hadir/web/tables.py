"""Uploaded files that hold a table."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from hadir.lib.errors import InvalidInput
from hadir.lib.tables import Header, Limits, Table, TableFault, read_table, some_cells
from hadir.people.texts import TABLE_FAULTS


def uploaded_table(file: UploadedFile[bytes], *, limits: Limits, header: Header = some_cells) -> Table:
    """The table in a file of a form. Raises `InvalidInput` (the codes of `TableFault`) with the sentence for `file`."""
    try:
        return read_table(file.name or "", file.read(limits.bytes + 1), limits=limits, header=header)
    except TableFault as fault:
        sentence = str(TABLE_FAULTS[fault.code]).format(**fault.facts)
        raise InvalidInput(fault.code, sentence, fields={"file": sentence}) from fault
