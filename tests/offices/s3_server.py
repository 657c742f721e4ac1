"""A small server that speaks as much S3 as our storage asks: put, get, head, delete, list, and uploads in parts."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Handler(BaseHTTPRequestHandler):
    """One request; the objects live in `server.objects`."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Keep quiet."""

    def parts(self):
        """(key without bucket, query) of the address."""
        address = urlsplit(self.path)
        return unquote(address.path).split("/", 2)[2] if address.path.count("/") > 1 else "", parse_qs(
            address.query, keep_blank_values=True
        )

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def say(self, status: int, body: bytes = b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self):
        key, query = self.parts()
        body = self.body()
        if "partNumber" in query:
            self.server.pieces.setdefault(query["uploadId"][0], {})[int(query["partNumber"][0])] = body
        else:
            self.server.objects[key] = body
        self.say(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def do_POST(self):
        key, query = self.parts()
        self.body()
        if "uploads" in query:
            name = f"u{len(self.server.pieces) + 1}"
            self.server.pieces[name] = {}
            said = f"<InitiateMultipartUploadResult><Key>{escape(key)}</Key><UploadId>{name}</UploadId></InitiateMultipartUploadResult>"
            return self.say(200, (XML + said).encode())
        pieces = self.server.pieces.pop(query["uploadId"][0])
        self.server.objects[key] = b"".join(pieces[number] for number in sorted(pieces))
        said = f"<CompleteMultipartUploadResult><Key>{escape(key)}</Key><ETag>x</ETag></CompleteMultipartUploadResult>"
        return self.say(200, (XML + said).encode())

    def do_GET(self):
        key, query = self.parts()
        if "list-type" in query or "prefix" in query:
            return self.say(200, self.listing(query))
        if key not in self.server.objects:
            return self.say(404)
        body, part = self.server.objects[key], self.headers.get("Range")
        if part:
            first, last = part.removeprefix("bytes=").split("-")
            piece = body[int(first) : int(last or len(body)) + 1]
            span = f"bytes {first}-{int(first) + len(piece) - 1}/{len(body)}"
            return self.say(206, piece, ETag='"x"', Content_Range=span)
        return self.say(200, body, ETag='"x"', Content_Type="application/octet-stream")

    def do_HEAD(self):
        key, _ = self.parts()
        found = self.server.objects.get(key)
        if found is None:
            return self.say(404)
        return self.say(200, Content_Length=str(len(found)), ETag='"x"')

    def do_DELETE(self):
        key, _ = self.parts()
        self.server.objects.pop(key, None)
        self.say(204)

    def listing(self, query) -> bytes:
        prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
        files, folders = [], set()
        for key in sorted(self.server.objects):
            rest = key.removeprefix(prefix)
            if not key.startswith(prefix):
                continue
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
            else:
                files.append(
                    f"<Contents><Key>{escape(key)}</Key><Size>{len(self.server.objects[key])}</Size></Contents>"
                )
        common = "".join(
            f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in sorted(folders)
        )
        return f"{XML}<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(files)}{common}</ListBucketResult>".encode()


def start() -> ThreadingHTTPServer:
    """A running server with `objects` and its `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.objects, server.pieces = {}, {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
