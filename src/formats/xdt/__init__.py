"""What all xDT formats share: lines, character sets, problems, tolerant reader, strict writer."""

from formats.xdt.charsets import Charset
from formats.xdt.errors import FormatError, UnwritableError
from formats.xdt.lines import Kept, KeptLog, Line, Reader
from formats.xdt.problems import Problem, ProblemLog, Sayings, Severity
from formats.xdt.write import LineWriter

__all__ = [
    "Charset",
    "FormatError",
    "Kept",
    "KeptLog",
    "Line",
    "LineWriter",
    "Problem",
    "ProblemLog",
    "Reader",
    "Sayings",
    "Severity",
    "UnwritableError",
]
