"""What a staff page may load and run: the Content-Security-Policy, in django-csp's words."""

from typing import Any, Final

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC

DIRECTIVES: Final[dict[str, Any]] = {
    "default-src": [NONE],
    # Only scripts that carry this answer's nonce, and the modules they import.
    "script-src": [NONCE, STRICT_DYNAMIC],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    # No script may turn a string into markup, except htmx behind hx-csp's nonce check.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["htmx"],
}
