from __future__ import annotations

import io

import pytest

from literature.model.errors import BrokenSource
from sources.xml_prolog import CHUNK, Prolog, read_prolog

DOCTYPE = b'<!DOCTYPE Set PUBLIC "-//NLM//DTD//EN" "https://dtd.example/never-fetched.dtd">'


def prolog(document: bytes) -> Prolog:
    return read_prolog(io.BytesIO(document), "a source")


@pytest.mark.parametrize(
    "before", [b"", b'<?xml version="1.0"?>\n', b"\xef\xbb\xbf", b"<!-- ] < [ --> <?style x?>", DOCTYPE]
)
def test_the_root_is_found_behind_what_may_stand_before_it(before: bytes) -> None:
    document = before + b"<Set a='1'><broken"
    assert prolog(document) == Prolog("Set", document)


def test_the_root_is_found_in_utf_16() -> None:
    assert prolog("<Set/>".encode("utf-16")).root == "Set"


def test_a_root_in_a_namespace_is_not_mistaken_for_its_bare_name() -> None:
    assert prolog(b"<Set xmlns='urn:other'/>").root == "urn:other Set"


def test_no_more_is_read_than_the_first_bytes() -> None:
    stream = io.BytesIO(b"<Set>" + b" " * 3 * CHUNK)
    assert len(read_prolog(stream, "a source").head) == CHUNK


@pytest.mark.parametrize(
    "subset",
    [
        b"[<!ENTITY a 'ha'>]",
        b"[<!ENTITY % a SYSTEM 'file:///etc/hostname'> %a;]",
        b"SYSTEM 'https://dtd.example/x.dtd' [<!ENTITY a SYSTEM 'file:///etc/hostname'>]",
        b"[]",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_internal_subset_is_refused(subset: bytes, encoding: str) -> None:
    document = (b"<!DOCTYPE Set " + subset + b"><Set/>").decode().encode(encoding)
    with pytest.raises(BrokenSource, match=r"a source: refused: .* may declare entities"):
        prolog(document)


@pytest.mark.parametrize("document", [b"", b" \n"])
def test_nothing_is_not_read_as_a_document(document: bytes) -> None:
    with pytest.raises(BrokenSource, match=r"an empty document|no element found"):
        prolog(document)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b'{"error":"API rate limit exceeded","api-key":"SECRET"}', "line 1, column 1: not well-formed"),
        (b"\n<Set", "line 2, column 1: unclosed token"),
        (b'<?xml version="1.0" encoding="x-none"?><Set/>', "its encoding cannot be read|unknown encoding"),
        (b"\x1f\x8b\x08\x00", "line 1, column 1"),
        (b'<?xml version="1.0"?>', "no element found"),
    ],
)
def test_what_is_no_xml_is_refused_by_its_place_and_never_quoted(document: bytes, why: str) -> None:
    with pytest.raises(BrokenSource, match=why) as refused:
        prolog(document)
    assert "SECRET" not in str(refused.value)


def test_an_endless_prolog_is_given_up() -> None:
    with pytest.raises(BrokenSource, match="no element in the first"):
        prolog(b"<!--" + b"-a" * (1 << 20))
