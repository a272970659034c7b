"""Segmentation: customers by recency, frequency and money."""

from nonet.engines.segmentation.rfm import GRID, NAMES, Customer, Segment, Segments, migration, segment

__all__ = ["GRID", "NAMES", "Customer", "Segment", "Segments", "migration", "segment"]
