"""An import that waits to be looked at, for a practice office."""

from crm.importing import applying, batches
from crm.models import ImportBatch
from offices.files import store
from offices.jobs import work
from offices.practice import Plan

_FILE = """nummer;type;naam;achternaam;rechtsvorm;rsin_bsn;telefoon;bezoek_straat;bezoek_huisnummer;bezoek_postcode;bezoek_plaats
OEF-1;organisatie;{new};;bv;;050 555 10 01;Dorpsstraat;1;9712 AB;Groningen
OEF-2;organisatie;Oefenbedrijf Noord B.V.;;;;050 555 10 02;Dorpsstraat;2;9712 AB;Groningen
OEF-3;persoon;;Oefenaar;;123456789;050 555 10 03;;;;
{number};organisatie;{name};;{form};;050 555 10 04;;;;
"""


def fill(plan: Plan) -> None:
    """A small file, compared and planned; nothing of it is carried out."""
    known, by = plan.made["relations"]["bakkerij"], plan.members["MANAGER"]
    content = _FILE.format(number=known.number, name=known.name, new=plan.mark("Oefenbedrijf Zuid B.V."), form=known.rechtsvorm)
    name = plan.mark("relaties uit het oude pakket.csv")
    batch = batches.receive(store(content.encode(), name=name, purpose="import"), by=by, name=name)
    tabs = [{"sheet": tab["sheet"], "columns": tab["columns"]} for tab in batch.mapping["tabs"]]
    batch = batches.start_matching(batch, by=by, tabs=tabs, values={}, defaults={}, scope={})
    work(batch.job_id)
    work(applying.start_planning(ImportBatch.objects.get(pk=batch.pk), by=by).job_id)
