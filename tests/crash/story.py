"""The story of one filing, told by people who try again until they have an answer."""

from itertools import count

from tests.crash.installation import Installation, Killed, Late, alive, wait_until

_numbers = count(1)
STATE = "SELECT state FROM sbr_inbox_filing WHERE id = %s"
SUMMARY = "SELECT 1 FROM sbr_inbox_approvalrequest WHERE filing_id = %s AND pdf_sha256 <> ''"
RECEIPT = (
    "SELECT 1 FROM sbr_inbox_receipt r JOIN sbr_inbox_approval a ON a.id = r.approval_id"
    " JOIN sbr_inbox_approvalrequest q ON q.id = a.request_id WHERE q.filing_id = %s AND r.item_id IS NOT NULL"
)
LEFT = (
    "SELECT (SELECT count(*) FROM sbr_inbox_filing WHERE due_at <= now()) + (SELECT count(*) FROM offices_outgoingmail WHERE due_at <= now())"
    " + (SELECT count(*) FROM sbr_inbox_approvalrequest WHERE pdf_due_at <= now())"
)


class Story:
    """One filing from intake to dossier."""

    def __init__(self, installation: Installation):
        self.house = installation
        self.case = installation.act("prepare", number=next(_numbers))
        self.token = installation.office["token"]
        self.filing = ""
        self.killed: list[str] = []

    def again(self, name: str, good: tuple[int, ...], **kwargs) -> dict:
        """A person who gets no answer tries again."""
        for _ in range(4):
            try:
                answer = self.house.act(name, **kwargs)
            except Killed:
                self.killed.append(name)
                continue
            assert answer["status"] in good, (name, answer, self.house.log())
            return answer
        raise AssertionError(f"{name} got no answer four times")

    def upload(self) -> None:
        """The package sends the file; a second 201 after a lost answer would be a second filing."""
        self.filing = self.again("upload", (200, 201), token=self.token, file=self.case["file"])["id"]

    def offer(self) -> None:
        """The office puts it before the client; 409 or 422 says it was done by the try before."""
        self.again("offer", (200, 409, 422) if self.killed else (200,), token=self.token, filing=self.filing)

    def approve(self) -> None:
        """The client says yes."""
        self.again("approve", (302, 409) if self.killed else (302,), account=self.case["account"], filing=self.filing)

    def tell(self) -> None:
        """From intake to dossier with the worker at work, killed or not."""
        self.upload()
        self.until(lambda: self.ask(STATE) == [("READY",)])
        self.offer()
        self.until(lambda: self.ask(SUMMARY))
        self.approve()
        self.until(lambda: self.ask(RECEIPT) and self.rest())

    def ask(self, statement: str):
        """Rows about this filing."""
        return self.house.sql(statement, self.filing)

    def rest(self) -> bool:
        """Whether nothing is due any more and no job waits."""
        return self.house.sql(LEFT) == [(0,)] and not self.house.redis("LLEN", "celery")

    def until(self, condition) -> None:
        """Wait; whoever comes to the crash point is killed, a dead worker is replaced, the sweeper rings."""

        def looked():
            if at := self.house.kill_at_gate():
                self.killed.append(at)
            if self.house.worker and not alive(self.house.worker):
                self.replace_worker()
            return condition()

        try:
            wait_until(looked, seconds=60)
        except Late as late:
            raise Late(f"{late}: {self.ask('SELECT state, due_at, lease_until FROM sbr_inbox_filing WHERE id = %s')}\n{self.house.log()}") from None

    def replace_worker(self) -> None:
        """What supervisor, broker and sweeper do within two minutes, at once."""
        self.house.kill_worker()
        self.house.time_passes()
        self.house.redeliver()
        self.house.start_worker()
        self.house.act("sweep")

    def facts(self) -> dict:
        """What may exist once only."""
        return self.house.act("facts", relation=self.case["relation"], since=self.case["since"])
