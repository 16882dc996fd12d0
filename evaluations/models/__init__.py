"""Evaluations: what a council judged, the decision on it, the certificate."""

from .certificate import (
    Certificate,
    CertificateAct,
    CertificateCounter,
    Decision,
    PublishedCertificate,
    Recognition,
)
from .evaluation import AdvisoryReport, Evaluation, Panel, Ruling
from .national import NationalResult, Package, PackagePaper, SentPackage
from .product_page import ProductPage
from .record import (
    MarkOperation,
    RecordEvent,
    RecordHead,
    RecordPending,
    RecordSeal,
    RecordSubject,
)
from .sheets import Finding, Score, ScoreSheet

__all__ = [
    "AdvisoryReport",
    "Certificate",
    "CertificateAct",
    "CertificateCounter",
    "Decision",
    "Evaluation",
    "Finding",
    "MarkOperation",
    "NationalResult",
    "Package",
    "PackagePaper",
    "Panel",
    "ProductPage",
    "PublishedCertificate",
    "Recognition",
    "RecordEvent",
    "RecordHead",
    "RecordPending",
    "RecordSeal",
    "RecordSubject",
    "Ruling",
    "Score",
    "ScoreSheet",
    "SentPackage",
]
