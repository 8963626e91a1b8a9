"""Whom TLS trusts: the certificate authorities of certifi and those of this system. Verification is never turned off."""

from __future__ import annotations

import ssl
from contextlib import suppress

import certifi


def context() -> ssl.SSLContext:
    """A context to be shared by all hosts: making one costs tens of milliseconds.

    The system's own authorities count too (and with them SSL_CERT_FILE and SSL_CERT_DIR), for networks with one of their own.
    """
    made = ssl.create_default_context(cafile=certifi.where())
    with suppress(ssl.SSLError, OSError):
        made.load_default_certs()
        made.set_default_verify_paths()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made
