"""kill -9 of real processes in the middle of the main job."""
