"""All known laboratory fields by id (LDT 3.2.17 to 3.2.20)."""

from __future__ import annotations

from formats.ldt import fields_0_4, fields_5_7, fields_8_9
from formats.ldt.fact import Field

FIELDS: dict[str, Field] = {
    row.id: row for row in (*fields_0_4.ROWS, *fields_5_7.ROWS, *fields_8_9.ROWS)
}
