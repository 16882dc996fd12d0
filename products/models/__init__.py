"""Products: the thing itself, its way through the cycle, its evaluation dossier."""

from .cycle import BusinessPlan, Cycle, Idea, Participation, ProductionReport, Round, StepDeadline
from .dossier import CommuneReport, Dossier, Evidence, SampleReceipt, SelfAssessment, Submission
from .product import Product, ProductCode, ProductImage

__all__ = [
    "BusinessPlan",
    "CommuneReport",
    "Cycle",
    "Dossier",
    "Evidence",
    "Idea",
    "Participation",
    "Product",
    "ProductCode",
    "ProductImage",
    "ProductionReport",
    "Round",
    "SampleReceipt",
    "SelfAssessment",
    "StepDeadline",
    "Submission",
]
