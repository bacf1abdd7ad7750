"""A hospital's OpenID provider, as small as one can be that signs with a real key."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "footwise-clinic", "not to be told"


class Provider:
    """Answers at an address of this machine; `grant` stands for the page on which somebody logs in."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, tuple[dict[str, str], str]] = {}
        self.asked: list[str] = []
        self.issuer = ""

    def grant(self, where: str, *, key: Any = None, algorithm: str = "RS256", **changes: Any) -> str:
        """Log somebody in who was sent to an address of ours; gives the address that they are sent back to."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": told["client_id"], "sub": "4711", "iat": now, "exp": now + 300,
            "nonce": told["nonce"], "email": "ash-clinician@example.org", "email_verified": True, "name": "Kim",
        }  # fmt: skip
        claims |= changes
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(claims, self.key if key is None else key, algorithm, headers={"kid": "one"})
        code = secrets.token_urlsafe(8)
        self.codes[code] = (told, token)
        return f"{told['redirect_uri']}?code={code}&state={told['state']}"

    def answer(self, path: str, body: bytes) -> Any:
        """Answer a request of the clinic's server."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/end",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }  # fmt: skip
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}
        sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        asked, token = self.codes.pop(sent["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        assert (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        assert challenge.decode() == asked["code_challenge"] and asked["code_challenge_method"] == "S256"
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": token}


@contextmanager
def provider() -> Iterator[Provider]:
    """Let a provider answer inside the block."""
    one = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(one.answer(self.path, b""))

        def do_POST(self) -> None:
            self._say(one.answer(self.path, self.rfile.read(int(self.headers["Content-Length"]))))

        def _say(self, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
