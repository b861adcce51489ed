import re

import pytest

from copilot.errors import BrokenStore, SettingsError
from copilot.settings import Settings
from copilot.workspace import Workspace


def open_at(home):
    return Workspace(Settings(home=home, embedding_model="hash"))


def test_missing_home_is_made(tmp_path):
    with open_at(tmp_path / "a" / "home") as workspace:
        assert workspace.settings.home.is_dir()


@pytest.mark.parametrize("below", ["", "below", "below/it"])
def test_home_that_is_no_folder_is_named_with_the_mend(tmp_path, below):
    (tmp_path / "file").write_text("x")
    home = tmp_path / "file" / below
    with pytest.raises(SettingsError, match=re.escape(f"{home} cannot be used")) as caught:
        open_at(home)
    assert "TIEOUT_HOME" in str(caught.value)


def test_damaged_memory_of_the_model_is_named(tmp_path):
    path = tmp_path / "checkpoints.db"
    path.write_bytes(b"not a database" * 100)
    with open_at(tmp_path) as workspace, pytest.raises(BrokenStore, match=re.escape(str(path))):
        workspace.checkpointer.delete_thread("c-1")
