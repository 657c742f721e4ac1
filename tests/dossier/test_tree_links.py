"""Folders that the filing of returns uses: they stay, and are found again after another name."""

import pytest

from dossier.queries import folder_by_path
from dossier.rules.tree import delete_folder, rename_folder
from offices.errors import RuleBroken
from sbr_inbox.models import KindSetting
from tests.factories.dossier import folder


def test_kinds_of_filings_follow_a_renamed_folder(in_alfa):
    rename_folder(folder("Belastingen"), by=in_alfa.admin, name="Fiscaal")
    paths = set(KindSetting.objects.values_list("folder", flat=True))
    assert [path for path in paths if path.startswith("Belastingen")] == []
    for path in paths:
        assert folder_by_path(None, path).name == path.split("/")[-1]


def test_folder_of_a_kind_of_filing_stays(in_alfa):
    with pytest.raises(RuleBroken) as refused:
        delete_folder(folder("Belastingen/Omzetbelasting"), by=in_alfa.admin)
    assert "wordt gebruikt in Btw-aangifte" in refused.value.text
