"""Reports: filters, columns, totals and links to what is behind a figure, declared once for every face."""

from nonet.kit.admin.reports.declaring import Column, Report, period_fields
from nonet.kit.admin.reports.pages import report_index, report_page

__all__ = ["Column", "Report", "period_fields", "report_index", "report_page"]
