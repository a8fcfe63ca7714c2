"""FHIR documents of German practices: XML in and out, safely, and typed objects above it."""
