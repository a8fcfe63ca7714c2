"""Quarterly billing with the KV (KVDT): read, check, build, write."""

from formats.kvdt.build import DiagnosisEntry, ServiceEntry, case
from formats.kvdt.check import Checked, check
from formats.kvdt.master import MasterData
from formats.kvdt.model import Case, Record, Service
from formats.kvdt.names import FileName, Package, name_for, parse_name
from formats.kvdt.needs import NotChecked, sentences
from formats.kvdt.read import KvdtFile, read
from formats.kvdt.write import record, write

__all__ = [
    "Case",
    "Checked",
    "DiagnosisEntry",
    "FileName",
    "KvdtFile",
    "MasterData",
    "NotChecked",
    "Package",
    "Record",
    "Service",
    "ServiceEntry",
    "case",
    "check",
    "name_for",
    "parse_name",
    "read",
    "record",
    "sentences",
    "write",
]
