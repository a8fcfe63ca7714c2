"""Every screen the practice has, filled until it hurts, looked at by a browser and by axe."""
