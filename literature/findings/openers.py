"""The words that only open a sentence: "Taken together, we found that …". What is claimed begins behind them.

A hedge is no opener ("these results suggest that"), nor is a contrast ("however"), nor what says how it was found ("in
vivo experiments showed that"). All are looked for at the beginning alone.
"""

from __future__ import annotations

import re

_STUDY = r"(?:this|our|the(?:\s(?:present|current))?)\s(?:study|work|paper|article|report)"
_FINDINGS = r"(?:the|our|these|the\s(?:present|current))\s(?:results|findings|data|observations)"
_LINKS = re.compile(
    r"(?:(?:(?:more\s|most\s)?importantly|taken\stogether|together|altogether|collectively|overall|in\s(?:conclusion|"
    r"summary)|to\s(?:conclude|summari[sz]e)|finally|lastly|notably|of\snote|interestingly|moreover|furthermore|"
    rf"in\saddition|additionally|here(?:in)?|in\s{_STUDY}),\s|(?:here(?:in)?|in\s{_STUDY})\s(?=we\s)){{1,2}}",
    re.IGNORECASE,
)
"""Words before a comma that join a sentence to the one before, or say that it is from this paper."""
_SAYING = re.compile(
    rf"(?:we|{_STUDY}|{_FINDINGS})\s(?:have\s|also\s|further\s|furthermore\s){{0,2}}"
    r"(?:found|find|shows?|showed|shown|demonstrate[sd]?|observed?|reveal(?:s|ed)?|report|discovered)\sthat\s",
    re.IGNORECASE,
)
"""Who found it; "suggest", "indicate", "conclude" and "confirm" say how sure they are."""
_SAID_ON = re.compile(
    r"\b(?:and|but|or|nor)[, ]\s?(?:\w+ly\s|thus\s|also\s|further\s|that\s|then\s)?(?:that|found|show(?:s|ed|n)?|"
    r"demonstrat|observ|reveal|report|discover|confirm|identif|suggest|indicat|conclud|propos|provid|highlight|support|"
    r"describ)"
)
"""A second thing that they found, or did: without "we found" it would have no subject."""


def opener_end(sentence: str) -> int:
    """Return where the claim of ``sentence`` begins: 0 where nothing only opens it."""
    links = _LINKS.match(sentence)
    begin = links.end() if links else 0
    saying = _SAYING.match(sentence, begin)
    return saying.end() if saying and not _SAID_ON.search(sentence, saying.end()) else begin
