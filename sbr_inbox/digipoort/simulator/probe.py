"""Whether a simulator answers: asked by the launcher and by the check of a container."""

import socket
import ssl
import sys
from urllib.parse import urlsplit


def answers(url: str, seconds: float = 5) -> bool:
    """Whether it shakes hands within so many seconds; that it refuses who shows no certificate is an answer too."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    context.check_hostname = False
    # Nothing is told or believed here; a paused process does not come as far as this.
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=seconds) as link:
            context.wrap_socket(link).close()
    except ssl.SSLError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1]))
