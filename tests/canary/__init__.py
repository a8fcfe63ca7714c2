"""The canary sweep: unmistakable values go in at the screens and must be found nowhere else."""
