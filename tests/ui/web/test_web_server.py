from ui.web.server import ADDRESS, flags, served_settings


def test_page_is_bound_to_this_machine_and_tells_nobody():
    given = flags(8599)
    assert ADDRESS == "127.0.0.1"
    for flag in (
        "--server.address=127.0.0.1",
        "--server.port=8599",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
    ):
        assert flag in given


def test_settings_in_force_apply_where_streamlit_was_started_by_hand(monkeypatch, tmp_path):
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    assert served_settings().home == tmp_path
