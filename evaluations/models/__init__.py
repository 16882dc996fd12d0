"""Evaluations: what a council judged, the decision on it, the certificate."""

from .advisory import AdvisoryReport
from .appeal import Appeal, AppealFile
from .certificate import (
    Certificate,
    CertificateAct,
    CertificateCounter,
    Decision,
    PublishedCertificate,
    Recognition,
)
from .control import Objection
from .evaluation import Evaluation, Panel, Ruling
from .feedback import Feedback
from .floor import Floor
from .interests import Interest, InterestAnswer
from .national import NationalResult, Package, PackagePaper, SentPackage
from .opinion import Opinion
from .paper_sheets import KeyedSheet, PrintedSheet, Rekeying, SheetPrinting
from .papers import Paper, PaperSet
from .product_page import ProductPage
from .record import (
    MarkOperation,
    RecordEvent,
    RecordHead,
    RecordPending,
    RecordSeal,
    RecordSubject,
)
from .reopening import DiscussionNote, Reopening
from .sheets import Finding, Score, ScoreSheet

__all__ = [
    "AdvisoryReport",
    "Appeal",
    "AppealFile",
    "Certificate",
    "CertificateAct",
    "CertificateCounter",
    "Decision",
    "DiscussionNote",
    "Evaluation",
    "Feedback",
    "Finding",
    "Floor",
    "Interest",
    "InterestAnswer",
    "KeyedSheet",
    "MarkOperation",
    "NationalResult",
    "Objection",
    "Opinion",
    "Package",
    "PackagePaper",
    "Panel",
    "Paper",
    "PaperSet",
    "PrintedSheet",
    "ProductPage",
    "PublishedCertificate",
    "Recognition",
    "RecordEvent",
    "RecordHead",
    "RecordPending",
    "RecordSeal",
    "RecordSubject",
    "Rekeying",
    "Reopening",
    "Ruling",
    "Score",
    "ScoreSheet",
    "SentPackage",
    "SheetPrinting",
]
