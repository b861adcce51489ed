"""Bad input by the dozen: a clear line each, and the rest goes on."""

import json

import pytest
from hostile_files import COSTLY, GOOD, write_hostile_files
from typer.testing import CliRunner

from copilot.settings import Settings
from copilot.workspace import Workspace
from ui.cli import app
from ui.session import Session


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def ingest(tmp_path):
    settings = Settings(home=tmp_path / "home", embedding_model="hash")

    def ingest(*paths):
        session = Session(open_workspace=lambda _: Workspace(settings))
        words = ["--home", str(settings.home), "ingest", *map(str, paths), "--json"]
        result = CliRunner().invoke(app, words, obj=session, catch_exceptions=False)
        return result.exit_code, json.loads(result.stdout)

    return ingest


def test_every_bad_file_is_named_once_with_reason_and_mend_and_the_good_ones_are_in(ingest, folder):
    expected = write_hostile_files(folder)
    status, report = ingest(folder)
    refused = {entry["source"].rpartition("/")[2].partition("#")[0]: entry for entry in report["refused"]}
    assert status == 1
    assert len(report["refused"]) == len(refused)
    assert refused.keys() == expected.keys()
    for name, reason in expected.items():
        assert reason in refused[name]["reason"], name
        assert refused[name]["mend"], name
    assert (report["added"], report["unchanged"], report["replaced"]) == (len(GOOD), 0, 0)
    for name in COSTLY:
        (folder / name).unlink()
        refused.pop(name)
    status, again = ingest(folder)
    assert status == 1
    assert (again["added"], again["unchanged"], again["replaced"]) == (0, len(GOOD), 0)
    assert again["refused"] == list(refused.values())
