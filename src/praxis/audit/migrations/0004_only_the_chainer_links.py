"""Only the keeper's own database role appends to the chain; the application could block it."""

from django.db import migrations

CLOSE = """
REVOKE INSERT ON audit_chain FROM app;
GRANT SELECT, INSERT ON audit_chain TO chainer;
GRANT SELECT ON audit_event TO chainer;
"""
OPEN = """
REVOKE ALL ON audit_chain, audit_event FROM chainer;
GRANT INSERT ON audit_chain TO app;
"""


class Migration(migrations.Migration):
    """Rights, not schema."""

    dependencies = [("audit", "0003_numbers_by_the_database")]

    operations = [migrations.RunSQL(CLOSE, OPEN)]
