"""What a page of ours may load and do, for `SECURE_CSP`: our own files and nothing else, no inline script or style.

The sprite of icons is fetched by `<use>`, which browsers judge as an image or by `default-src`; both say our own files.
"""

from django.utils.csp import CSP

REPORTS = "/csp-report"

POLICY: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "report-uri": [REPORTS],
    "report-to": ["csp"],
}
