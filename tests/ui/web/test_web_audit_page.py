"""The audit page over a workspace without data: a report contradicts itself all the same."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from copilot.settings import Settings
from copilot.workspace import Workspace
from ui.web.desk import WorkspaceDesk

REPORT = "Revenue <b>rose</b> from $100 million to $120 million, an increase of 35 %. Costs were $70 million."
WAIT_S = 60.0


def script(desk):
    from ui.web.audit_page import show_audit

    show_audit(desk)


@pytest.fixture
def page(tmp_path):
    with Workspace(Settings(home=tmp_path / "home", embedding_model="hash")) as workspace:
        yield AppTest.from_function(
            script, kwargs={"desk": WorkspaceDesk(workspace)}, default_timeout=90
        ).run()


def shown(at):
    return "\n".join(element.proto.body for element in at.get("html"))


def audited(at, text):
    at.text_area(key="audit-text").set_value(text)
    next(button for button in at.button if button.key == "audit-pasted").click().run()
    end = time.monotonic() + WAIT_S
    while "audited" not in shown(at) and "failure" not in shown(at) and time.monotonic() < end:
        at.session_state["audit-bench"].works[-1].wait(WAIT_S)
        at.run()
    assert not at.exception
    return shown(at)


def test_pasted_report_is_marked_and_its_words_are_text(page):
    text = audited(page, REPORT)
    assert "from $100 million to $120 million is" in text
    assert '<mark class="contradiction"' in text
    assert "Revenue &lt;b&gt;rose&lt;/b&gt;" in text
    assert "<dt>Contradictions</dt><dd>1" in text


def test_nothing_is_audited_before_there_is_a_text(page):
    next(button for button in page.button if button.key == "audit-pasted").click().run()
    assert "audited" not in shown(page)
