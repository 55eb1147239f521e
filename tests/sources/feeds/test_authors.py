from __future__ import annotations

import pytest

from sources.feeds.authors import people


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Engel, Michael S.", ["Engel MS"]),
        ("Erik van Widenfelt", ["van Widenfelt E"]),
        ("van der Meer, Jos", ["van der Meer J"]),
        ("Gloria K. Mayondi", ["Mayondi GK"]),
        ("BRITTANY A. MISTRETTA", ["MISTRETTA BA"]),
        (
            "LAPALU, N., SIMON, A., Plaumann, P.-L., O'Connell, R. J.",
            ["LAPALU N", "SIMON A", "Plaumann PL", "O'Connell RJ"],
        ),
        ("Chen C, Zhou YH, Watanabe H, et al.", ["Chen C", "Zhou YH", "Watanabe H"]),
        ("Gbolahan Ajibola, Jean Leidner, Erik van Widenfelt", ["Ajibola G", "Leidner J", "van Widenfelt E"]),
        ("A. Smith and B. Jones", ["Smith A", "Jones B"]),
        ("范存祥,林志斌", ["范存祥", "林志斌"]),
        ("Consortium", ["Consortium"]),
        ("  ", []),
    ],
)
def test_a_printed_name_is_read_in_the_order_that_its_feed_uses(printed: str, names: list[str]) -> None:
    assert [author.name for author in people([printed])] == names


def test_people_stand_in_the_order_printed() -> None:
    assert [author.family for author in people(["Ann Second", "First, Bo"])] == ["Second", "First"]
