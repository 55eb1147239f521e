"""One request to the E-utilities and its judged answer."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from literature.model.errors import BrokenSource, RetrySource
from sources.http import Pace, Reply
from sources.pubmed.answer import check_answer, tree, unavailable
from sources.pubmed.eutils import Access, Eutils, ask, interval
from sources.tries import TRIES

BASE = "https://eutils.example/entrez/eutils/"
KEY = "0123456789abcdef0123456789abcdef0123"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOOD = b'<?xml version="1.0"?>\n<eSearchResult><Count>0</Count><IdList/></eSearchResult>'


def error(text: str, root: str = "eSearchResult") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<{root}>\n\t<ERROR>{text}</ERROR>\n</{root}>\n'.encode()


TIMEOUT = " Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout"
PASSES: dict[str, tuple[int, bytes]] = {
    "too many requests": (429, b'{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"5","limit":"3"}'),
    "viewer timeout as 400": (400, error(TIMEOUT, "eFetchResult")),
    "viewer timeout as 200": (200, error(TIMEOUT, "eFetchResult")),
    "outage that looks permanent": (200, error("Search Backend failed: Database is not supported: pubmed")),
    "backend cannot be opened": (200, error("Search Backend failed: Unable to open connection to #PMQuerySrv?dbaf=x")),
    "backend EOF in JSON": (200, b'{"header":{},"esearchresult":{"ERROR":"NCBI C++ Exception TXCLIENT::readAll EOF"}}'),
    "forwarding error in JSON": (200, b'{"error":"error forwarding request","api-key":"192.0.2.1"}'),
    "damaged JSON": (200, b'{"error":'),
    "server error": (500, b"oops"),
    "bad gateway": (502, b"<html><body>502</body></html>"),
    "route failure": (503, b"Unable to route request!\n\nservice name: /http/service/ratecontrol\n"),
    "route failure as 200": (200, b"Unable to route request!\n\nservice name: /http/service/ratecontrol\n"),
    "empty body": (200, b""),
    "white body": (200, b" \n"),
    "prolog only": (200, b'<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult>\n'),
    "cut short": (200, GOOD[:-20]),
    "HTML page": (200, b"<!DOCTYPE html>\n<html><head><title>NCBI</title></head></html>"),
    "HTML page that is XML": (200, b"<html><head><title>NCBI</title></head></html>"),
    "another utility's XML": (200, b"<eSummaryResult/>"),
    "forbidden": (403, b"<html></html>"),
    "moved": (301, b""),
}  # fmt: skip
STAYS: dict[str, tuple[int, bytes]] = {
    "address too long": (414, b"<html><head><title>414 Request-URI Too Large</title></head></html>"),
    "api key": (400, f'{{"error":"API key invalid","api-key":"{KEY}","type":"api key"}}'.encode()),
    "retstart ceiling": (200, error("Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.")),
    "older ceiling": (200, error("Search Backend failed: Position 15000 is out of acceptable range [9999,9998]")),
    "bad PMID": (200, error("Invalid uid asdf at position= 24", "eFetchResult")),
    "no such page": (404, b""),
}


NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi"
BLOCK_PAGE = b"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html><head><title>NCBI - WWW Error Blocked Diagnostic</title><style>h1.error {color: red}</style></head>
<body><h1 class="error">Error</h1><div><h2>Access Denied</h2>
<p>Your access to the <b>NCBI</b> website at www.ncbi.nlm.nih.gov has been temporarily blocked due to a possible
misuse/abuse situation involving your site. This is not an indication of a security issue.</p>
<dl><dt>Client</dt><dd>192.0.2.1</dd></dl></div></body></html>"""
"""The shape of the page that biocommons/eutils #134 and monarch-initiative/dipper #397 met."""
MAINTENANCE = b"<html><head><title>NCBI - Scheduled Maintenance</title></head><body><p>Back at 9 am.</p></body></html>"


def access(key: str | None = None, seconds: float = 60.0) -> tuple[Access, list[float]]:
    """Access on a clock that moves only in sleep, and the pauses it slept."""
    pauses: list[float] = []

    async def sleep(pause: float) -> None:
        pauses.append(pause)

    def clock() -> float:
        return sum(pauses)

    eutils = Eutils("ilwatch", "owner@example.org", BASE, key, seconds=seconds)
    pace = Pace(interval(key), clock, sleep)
    client = httpx.AsyncClient()
    return Access(eutils, client, pace, clock, lambda: NOW, sleep, lambda: 0.5), pauses


async def search(one: Access) -> bytes:
    async with one.client:
        return await ask(one, "esearch", {"term": "x"}, lambda body: body)


def judged(status: int, body: bytes, utility: str = "esearch") -> bytes:
    return check_answer(Reply(status, httpx.Headers(), body, BASE), utility, now=NOW, secret=KEY)


@pytest.mark.parametrize("name", PASSES)
def test_what_passes_is_asked_again(name: str) -> None:
    with pytest.raises(RetrySource, match="esearch: "):
        judged(*PASSES[name])


@pytest.mark.parametrize("name", STAYS)
def test_what_stays_is_refused(name: str) -> None:
    with pytest.raises(BrokenSource, match="esearch: refused") as caught:
        judged(*STAYS[name])
    assert not isinstance(caught.value, RetrySource)


def told(status: int, body: bytes = b"", url: str = NCBI, **headers: str) -> BrokenSource:
    """The error that an answer becomes."""
    with pytest.raises(BrokenSource) as caught:
        check_answer(Reply(status, httpx.Headers(headers), body, url), "esearch", now=NOW, secret=KEY)
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 403])
def test_ncbis_block_page_is_a_block_of_a_day_in_its_own_words_with_what_to_do(status: int) -> None:
    """It was "refused with status 403; is base_url right?", and the next visits went on asking."""
    error = told(status, BLOCK_PAGE)
    assert isinstance(error, RetrySource)
    assert error.retry_after == timedelta(days=1)
    assert "temporarily blocked due to a possible misuse/abuse situation involving your site." in error.message
    assert "eutilities@ncbi.nlm.nih.gov" in error.message
    assert "base_url" not in error.message
    assert "192.0.2.1" not in error.message


def test_a_block_lasts_as_long_as_the_server_says_but_a_day_at_most() -> None:
    hour, year = (told(403, BLOCK_PAGE, **{"Retry-After": seconds}) for seconds in ("3600", "31536000"))
    assert isinstance(hour, RetrySource)
    assert isinstance(year, RetrySource)
    assert (hour.retry_after, year.retry_after) == (timedelta(hours=1), timedelta(days=1))


def test_a_redirect_to_ncbis_page_about_misuse_is_a_block_and_repeats_no_key() -> None:
    error = told(302, Location=f"https://misuse.ncbi.nlm.nih.gov/error/abuse.shtml?api_key={KEY}&db=pubmed")
    assert isinstance(error, RetrySource)
    assert error.retry_after == timedelta(days=1)
    assert KEY not in error.message


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://www.ncbi.nlm.nih.gov/down.html?from=x", "redirected to www.ncbi.nlm.nih.gov/down.html (302)"),
        ("/down.html", "redirected to eutils.ncbi.nlm.nih.gov/down.html (302)"),
        ("", "redirected to nowhere, without a Location (302)"),
        ("esearch.fcgi", "redirected to itself (302)"),
        ("http://[", "redirected to an address that is none (302)"),
        ("https://ncbi.nlm.nih.gov:99999/", "redirected to an address that is none (302)"),
        ("javascript:alert(1)", "redirected to an address of the kind javascript: (302)"),
    ],
)  # fmt: skip
def test_a_redirect_of_ncbi_passes_and_says_where_it_leads(location: str, words: str) -> None:
    error = told(302, MAINTENANCE, Location=location)
    assert isinstance(error, RetrySource)
    assert words in error.message
    assert "base_url" not in error.message


def test_a_404_of_ncbi_passes_and_one_of_another_server_asks_for_its_address() -> None:
    """NCBI's own address is right: an outage looks like this, too."""
    ours, other = told(404, MAINTENANCE), told(404, MAINTENANCE, url=BASE)
    assert isinstance(ours, RetrySource)
    assert "no such page at the moment (404): “NCBI - Scheduled Maintenance: Back at 9 am.”" in ours.message
    assert not isinstance(other, RetrySource)
    assert other.message.endswith("is base_url right?")


@pytest.mark.parametrize("status", [200, 414, 502])
def test_a_page_instead_of_an_answer_is_repeated_in_its_first_words(status: int) -> None:
    assert "“NCBI - Scheduled Maintenance: Back at 9 am.”" in told(status, MAINTENANCE).message


@pytest.mark.parametrize(
    "body", [GOOD, GOOD.replace(b"<IdList/>", b"<ERROR/>"), GOOD.replace(b"<IdList/>", b"<ERROR> </ERROR>")]
)
def test_good_xml_passes_even_with_an_empty_error(body: bytes) -> None:
    assert judged(200, body) == body


def test_pmids_that_are_not_available_are_an_answer_of_efetch_only() -> None:
    text = (
        b"id: 32816848 Error occurred: The following PMID is not available: 32816848\n"
        b"id: 1 Error occurred: The following PMID is not available: 1\n"
    )
    assert unavailable(judged(200, text, "efetch")) == ("32816848", "1")
    with pytest.raises(RetrySource, match="plain text instead of XML: id: 32816848"):
        judged(200, text)
    assert unavailable(text + b"and more") == ()
    assert unavailable(b"") == ()


def test_no_entity_is_expanded_and_no_dtd_is_read() -> None:
    body = b'<!DOCTYPE eSearchResult [<!ENTITY a SYSTEM "file:///etc/hostname">]><eSearchResult>&a;</eSearchResult>'
    assert not tree(body).text


@pytest.mark.parametrize("echo", [KEY, "192.0.2.1", "2001:db8:0:0:1:2:3:4"])
@pytest.mark.parametrize("status", [200, 400, 429])
@respx.mock
async def test_an_echoed_key_or_address_never_reaches_an_error_or_a_log(
    echo: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text = f'{{"error":"API key invalid for {echo}","api-key":"{echo}"}}'
    respx.post(BASE + "esearch.fcgi").respond(status, text=text)
    one, _ = access(KEY)
    with pytest.raises(BrokenSource) as caught:
        await search(one)
    written = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(one.eutils) + repr(one)
    assert echo not in written


@respx.mock
async def test_a_question_is_posted_with_tool_email_and_key_and_nothing_of_it_is_in_the_address() -> None:
    route = respx.post(BASE + "esearch.fcgi").respond(content=GOOD)
    one, _ = access(KEY)
    assert await search(one) == GOOD
    request = route.calls.last.request
    assert str(request.url) == BASE + "esearch.fcgi"
    assert parse_qs(request.content.decode()) == {
        "db": ["pubmed"],
        "term": ["x"],
        "retmode": ["xml"],
        "tool": ["ilwatch"],
        "email": ["owner@example.org"],
        "api_key": [KEY],
    }


@respx.mock
async def test_a_fault_that_passes_is_asked_again_after_a_growing_pause() -> None:
    route = respx.post(BASE + "esearch.fcgi").mock(
        side_effect=[httpx.Response(500), httpx.ReadError("reset"), httpx.Response(200, content=GOOD)]
    )
    one, pauses = access()
    assert await search(one) == GOOD
    assert route.call_count == 3
    assert pauses == [1.0, 2.0]


@respx.mock
async def test_after_three_tries_the_fault_is_raised_with_their_number() -> None:
    route = respx.post(BASE + "esearch.fcgi").respond(502)
    with pytest.raises(RetrySource, match=r"status 502 \(tries: 3\)"):
        await search(access()[0])
    assert route.call_count == TRIES


@respx.mock
async def test_what_stays_is_not_asked_again() -> None:
    route = respx.post(BASE + "esearch.fcgi").respond(414)
    with pytest.raises(BrokenSource, match="414"):
        await search(access()[0])
    assert route.call_count == 1


@respx.mock
async def test_retry_after_is_honoured_where_it_is_longer_than_our_pause() -> None:
    respx.post(BASE + "esearch.fcgi").mock(
        side_effect=[httpx.Response(429, headers={"Retry-After": "17"}), httpx.Response(200, content=GOOD)]
    )
    one, pauses = access()
    await search(one)
    assert pauses == [17.0]


@respx.mock
async def test_a_pause_that_would_pass_the_deadline_is_not_slept() -> None:
    route = respx.post(BASE + "esearch.fcgi").respond(429, headers={"Retry-After": "300"})
    one, pauses = access(seconds=60)
    with pytest.raises(RetrySource, match="too many requests") as caught:
        await search(one)
    assert caught.value.retry_after == timedelta(seconds=300)
    assert (pauses, route.call_count) == ([], 1)


@respx.mock
async def test_the_deadline_counts_the_wait_in_the_queue() -> None:
    route = respx.post(BASE + "esearch.fcgi").respond(content=GOOD)
    one, _ = access(seconds=0.9)

    async def others_wait(seconds: float) -> None:
        """They are still waiting when we come."""

    busy = Pace(0.37, one.clock, others_wait)
    for _ in range(3):
        await busy.turn(100)
    with pytest.raises(RetrySource, match=r"1\.1 s away and this request may wait 0\.9 s"):
        await search(replace(one, pace=busy))
    assert route.call_count == 0


def test_the_pace_keeps_a_margin_below_what_ncbi_allows() -> None:
    assert interval(None) == 0.37
    assert interval(KEY) == 0.11
