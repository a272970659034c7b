"""Blocks of which every page of the desk is declared: masters that are edited, documents that are read and acted on."""

from nonet.kit.admin.actions import VerbAction
from nonet.kit.admin.base import ScopedAdmin
from nonet.kit.admin.documents import DocumentAdmin, LineTable
from nonet.kit.admin.masters import Lines, MasterAdmin

__all__ = ["DocumentAdmin", "LineTable", "Lines", "MasterAdmin", "ScopedAdmin", "VerbAction"]
