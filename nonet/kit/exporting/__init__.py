"""Exporting lists to CSV and XLSX: streamed, and harmless to the spreadsheets that open them."""

from nonet.kit.exporting.columns import ExportColumn, columns_of, columns_of_rows
from nonet.kit.exporting.exports import Export, export_named, export_to, exports, install, write_query
from nonet.kit.exporting.writing import write_table

__all__ = [
    "Export",
    "ExportColumn",
    "columns_of",
    "columns_of_rows",
    "export_named",
    "export_to",
    "exports",
    "install",
    "write_query",
    "write_table",
]
