"""Calls a WSGI application in this process, as a signed-in member would."""

from io import BytesIO

from django.test import Client, RequestFactory


def signed_in(member) -> str:
    """The Cookie header of a member who is signed in with a passkey."""
    from tests.factories.signin import sign_in

    client = Client()
    sign_in(client, member.user, level="STRONG", methods=("passkey",), stepped_up=True)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class Caller:
    """Keeps an application and the headers of its caller."""

    def __init__(self, application, **headers):
        self.application, self.headers = application, headers

    def get(self, path: str) -> bytes:
        """The body of an answer. Raises when it is not 200."""
        environ = RequestFactory().get(path, **self.headers).environ
        environ["wsgi.input"] = BytesIO()
        told = {}
        answer = self.application(environ, lambda status, headers, exc=None: told.update(status=status, headers=headers))
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        if not told["status"].startswith("200"):
            raise RuntimeError(f"{path} answered {told['status']} {dict(told['headers']).get('Location', '')}")
        return body
