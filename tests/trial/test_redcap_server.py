"""REDCap's interface against a server of our own: the same files, nothing overwritten, and no token anywhere."""

import csv
import io
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from footwise.errors import FootwiseError
from footwise.jobs.trial import fetch_from_redcap, send_to_redcap

pytest.importorskip("redcap")


TOKEN = "0123456789ABCDEF0123456789ABCDEF"
DICTIONARY = """field_name,form_name,field_type,field_label,select_choices_or_calculations
record_id,enrolment,text,Record,
kam_peak1,results,text,Peak,
pain,results,text,"Pain, medial",
"""
RECORDS = """record_id,redcap_event_name,kam_peak1,pain
1,baseline_arm_1,2.90,
2,baseline_arm_1,,4
"""
IMPORT = "record_id,redcap_event_name,kam_peak1\n1,baseline_arm_1,2.9\n2,baseline_arm_1,3.1\n"


class Redcap(BaseHTTPRequestHandler):
    """Enough of REDCap: it asks for a token, exports, and takes rows in."""

    records, asked, answer = RECORDS, [], None

    def do_POST(self):
        form = {
            key: value[0]
            for key, value in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        type(self).asked.append(form)
        status, text = type(self).answer or self._answer(form)
        self.send_response(status)
        if status == 307:
            self.send_header("Location", text)
        body = text.encode()
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, form):
        if form.get("token") != TOKEN:
            error = "You do not have permissions to use the API"
            return 403, json.dumps({"error": error}) if form.get(
                "returnFormat", form["format"]
            ) == "json" else f"ERROR: {error}"
        if form["content"] == "metadata":
            if form["format"] == "json":
                return 200, json.dumps(list(csv.DictReader(io.StringIO(DICTIONARY))))
            return 200, DICTIONARY
        if "data" not in form:
            return 200, type(self).records
        rows = list(csv.DictReader(io.StringIO(form["data"])))
        return 200, json.dumps({"count": len(rows)})

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def server():
    with serving(type("Fresh", (Redcap,), {"asked": []})) as found:
        yield found


@contextmanager
def serving(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield handler, f"http://127.0.0.1:{server.server_port}/redcap/api/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(call):
    with pytest.raises(FootwiseError) as caught:
        call()
    said = str(caught.value)
    assert "\n" not in said and TOKEN not in said and caught.value.remedy
    return said


def table(folder, text=IMPORT):
    path = folder / "import.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_project_comes_as_the_files_that_are_read(server, tmp_path):
    handler, url = server
    flat, dictionary = fetch_from_redcap(url, TOKEN, tmp_path / "out")
    assert (flat.read_text(), dictionary.read_text()) == (RECORDS, DICTIONARY)
    assert {form["content"] for form in handler.asked} == {"metadata", "record"}
    assert all(TOKEN not in path.read_text() for path in (tmp_path / "out").iterdir())


def test_results_go_into_empty_fields(server, tmp_path):
    handler, url = server
    # What stands there with the same value is no trouble: 2.90 is 2.9.
    assert send_to_redcap(table(tmp_path), url, TOKEN) == 2
    sent = handler.asked[-1]
    assert sent["data"] == IMPORT and sent["overwriteBehavior"] == "normal"


def test_another_value_is_never_overwritten(server, tmp_path):
    handler, url = server
    said = refusal(lambda: send_to_redcap(table(tmp_path, IMPORT.replace("2.9\n", "2.8\n")), url, TOKEN))
    assert "has kam_peak1 of 1 already, with another value" in said
    assert not any("data" in form for form in handler.asked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (IMPORT.replace("kam_peak1", "speed"), "does not know speed"),
        (IMPORT.replace("record_id", "pain"), "calls its records record_id"),
        ("record_id,kam_peak1\n", "the table has no rows"),
    ],
)
def test_a_table_of_another_project_is_one_line(server, tmp_path, text, said):
    handler, url = server
    assert said in refusal(lambda: send_to_redcap(table(tmp_path, text), url, TOKEN))
    assert not any("data" in form for form in handler.asked)


def test_a_wrong_token_is_one_line_without_it(server, tmp_path):
    _, url = server
    wrong = TOKEN[::-1]
    said = refusal(lambda: fetch_from_redcap(url, wrong, tmp_path / "out"))
    assert "You do not have permissions" in said and wrong not in said
    assert "the token of REDCap: is not one" in refusal(lambda: fetch_from_redcap(url, "two words", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, "<html>Log in"), "something that is no data dictionary"),
        ((404, ""), "something that is no data dictionary"),
        ((500, "ERROR: no memory"), "refuses (ERROR: no memory)"),
    ],
)
def test_an_answer_that_is_none_is_one_line(server, tmp_path, answer, said):
    handler, url = server
    handler.answer = answer
    assert said in refusal(lambda: fetch_from_redcap(url, TOKEN, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_the_token_does_not_follow_an_answer_elsewhere(server, tmp_path):
    handler, url = server
    with serving(type("Elsewhere", (Redcap,), {"asked": []})) as (elsewhere, other):
        handler.answer = (307, other)
        refusal(lambda: fetch_from_redcap(url, TOKEN, tmp_path / "out"))
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://redcap.example.org/api/", "would send the token unencrypted"),
        ("redcap.example.org/api/", "is no address"),
        ("https://redcap.example.org/", "is no address"),
        (f"https://me:{TOKEN}@redcap.example.org/api/", "holds more than an address"),
        ("http://127.0.0.1:9/api/", "cannot be reached"),
    ],
)
def test_addresses_that_cannot_be(url, said, tmp_path):
    assert said in refusal(lambda: fetch_from_redcap(url, TOKEN, tmp_path / "out"))
