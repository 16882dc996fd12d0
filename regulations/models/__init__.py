"""The rule books: what a decision fixes, as rows that nobody can change once published."""

from .books import (
    DossierPaper,
    ProductGroup,
    ProductLine,
    ProductSet,
    Regulation,
    Sector,
    StarBand,
)
from .chain import Procedure, ProcedureLevel
from .sheets import Anomaly, CriteriaSet, Criterion, KnockOut, Level, Section, StarMinimum

__all__ = [
    "Anomaly",
    "CriteriaSet",
    "Criterion",
    "DossierPaper",
    "KnockOut",
    "Level",
    "Procedure",
    "ProcedureLevel",
    "ProductGroup",
    "ProductLine",
    "ProductSet",
    "Regulation",
    "Section",
    "Sector",
    "StarBand",
    "StarMinimum",
]
