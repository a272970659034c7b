"""Blocks of which every page of the desk is declared: masters that are edited, documents that are read and acted on."""

from nonet.kit.admin.actions import VerbAction
from nonet.kit.admin.base import ScopedAdmin
from nonet.kit.admin.documents import DocumentAdmin
from nonet.kit.admin.masters import Lines, MasterAdmin
from nonet.kit.admin.panels import Panel
from nonet.kit.admin.steps import Step
from nonet.kit.admin.tables import LineTable

__all__ = ["DocumentAdmin", "LineTable", "Lines", "MasterAdmin", "Panel", "ScopedAdmin", "Step", "VerbAction"]
