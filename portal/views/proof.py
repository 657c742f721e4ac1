"""Everything that proves one's own approval, in one zip."""

from portal.views.approval import RequestPage
from sbr_inbox.rules.proof_zip import client_reader, proof_zip
from sbr_inbox.views.proof import zip_response


class ProofPage(RequestPage):
    """The proof of a filing, as far as it is about this person."""

    def get(self, request, pk):
        """The zip."""
        filing = self.asked.filing
        return zip_response(proof_zip(filing, client_reader(self.account, filing)), filing)
