"""What a service runs until the setting `images` names its own: a public image that answers health checks."""

from collections.abc import Sequence

BOOTSTRAP_IMAGE = "public.ecr.aws/docker/library/python:3.13.2-alpine"
"""A public image of some 15 MB that AWS itself serves, for x86-64 and ARM64."""

# Bound to the port the service listens on; answers every GET with an empty 200, which passes as a health check and as a
# page of metrics without any. It needs no file of its own and no right to write. The first process of a container
# ignores SIGTERM unless it says what to do, and so would be waited for until it is killed.
_PROGRAM = """\
import signal, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(sys.argv[1])), Answer).serve_forever()
"""


def bootstrap_command(port: int) -> Sequence[str]:
    """Return the command that makes the bootstrap image listen on a port."""
    return ["python3", "-c", _PROGRAM, str(port)]
