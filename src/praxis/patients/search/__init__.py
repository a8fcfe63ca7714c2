"""Finding a patient: an index that lives in memory only, in one process, behind one socket."""
