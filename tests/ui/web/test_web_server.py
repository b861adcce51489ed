from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from ui.web.asgi import Front
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


def test_other_sites_cannot_frame_the_page_and_probes_below_a_page_are_answered():
    async def streamlit(scope, receive, send):
        await PlainTextResponse(scope["path"])(scope, receive, send)

    client = TestClient(Front(streamlit))
    page = client.get("/library")
    assert (page.text, page.headers["x-frame-options"]) == ("/library", "SAMEORIGIN")
    assert client.get("/_stcore/health").text == "/_stcore/health"
    assert client.get("/library/_stcore/host-config").json() is None
