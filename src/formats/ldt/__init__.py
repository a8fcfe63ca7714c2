"""Laboratory data (LDT 2 and LDT 3): reports for an inbox, orders for a laboratory."""

from formats.ldt.attachments import Sink, Store
from formats.ldt.check import Checked, check
from formats.ldt.frame import Sender
from formats.ldt.model import (
    Analyte,
    Attachment,
    Fact,
    Further,
    Germ,
    Laboratory,
    LabPatient,
    LabReport,
    LabText,
    Mark,
    Moment,
    Notice,
    Practice,
    ReferenceRange,
    Specimen,
    State,
    Step,
    Susceptibility,
    Value,
    Version,
)
from formats.ldt.ordering import Diagnosis, LabOrder, OrderedTest, StatutoryBilling
from formats.ldt.read import Checksum, LdtFile, read
from formats.ldt.write import write_orders, write_reports
from formats.ldt.write2 import write_orders_2, write_reports_2
from formats.xdt.dates import PartialDate

__all__ = [
    "Analyte",
    "Attachment",
    "Checked",
    "Checksum",
    "Diagnosis",
    "Fact",
    "Further",
    "Germ",
    "LabOrder",
    "LabPatient",
    "LabReport",
    "LabText",
    "Laboratory",
    "LdtFile",
    "Mark",
    "Moment",
    "Notice",
    "OrderedTest",
    "PartialDate",
    "Practice",
    "ReferenceRange",
    "Sender",
    "Sink",
    "Specimen",
    "State",
    "StatutoryBilling",
    "Step",
    "Store",
    "Susceptibility",
    "Value",
    "Version",
    "check",
    "read",
    "write_orders",
    "write_orders_2",
    "write_reports",
    "write_reports_2",
]
