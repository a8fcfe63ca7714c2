"""What every request passes before a view: headers, limits, the sealed page, origin, mistakes."""
