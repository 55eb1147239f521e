"""Matching: which texts and Records name a watched term, and what only looks like one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.config import load_watch
from literature.model.record import AbstractSection, Heading, Record, RichText, Substance
from literature.model.work import Where
from literature.terms.matcher import Matcher, Term, terms_version
from tests.paths import ROOT

TERMS = load_watch(ROOT / "watch.toml").terms
MATCHER = Matcher(TERMS)


def named(text: str) -> set[str]:
    return {spelling.term for spelling in MATCHER.in_text(text)}


def record(title: str = "", abstract: str = "", **more: object) -> Record:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    return Record(source="pubmed", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough


@pytest.mark.parametrize(
    "text",
    [
        "IL-1", "il-1", "IL1", "IL 1", "Interleukin-1", "interleukin 1", "interleukins-1", "interleukine-1",
        "interlukin-1", "IL-1β", "IL-1 β", "IL-1beta", "IL-1b", "Il1b", "il1b", "IL1B", "IL-1 beta",
        "IL-1(β)", "interleukin (IL)-1β", "interleukin [IL]-1β", "interleukin(IL)-1α", "Interleukin -1β",
        "interleukin 1 (IL-1) beta", "Interleukin-I", "IL-lβ", "IL-1ß", "IL-1αβ", "IL-1βmRNA", "IL-1α/β",
        "IL-1R1", "IL-1RI", "Il1r1-/-", "IL1R1KO", "pro-IL-1β", "proIL-1β", "rhIL-1β", "rHuIL-1", "anti-IL-1",
        "IL-1-driven", "IL-1s", "IL-1RAcP", "CD121a", "canakinumab", "Ilaris®", "RPH-104", "RPH104",
        "AMG 108", "interleukins 6 and 1", "IL-6, -8 and -1β", "IL-6/1β",
    ],
)  # fmt: skip
def test_il_1_is_found_in_every_way_of_writing_it(text: str) -> None:
    assert named(f"Serum {text} was high.") == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "IL-1Ra", "IL-1RA", "IL1RA", "IL-1 RA", "IL-1Rα", "sIL-1Ra", "icIL-1Ra", "AAV-IL-1Ra",
        "rAAV2.5IL-1Ra", "IL1RN", "Il1rn−/−", "IL-1 receptor antagonist", "interleukin-1-receptor-antagonist",
        "Interleukin-1–Receptor Antagonist", "interleukin-1 (IL-1) receptor antagonist",
        "interleukin 1 receptor (IL-1R) antagonist", "anakinra", "KINERET", "EBI-005",
    ],
)  # fmt: skip
def test_the_antagonist_is_itself_and_not_also_il_1(text: str) -> None:
    assert named(f"We gave {text} to patients.") == {"IL-1RA"}


@pytest.mark.parametrize(
    "text", ["IL-32", "IL32", "interleukin-32γ", "IL-32θ", "IL-32g", "IL-32s", "interleukins 6, 10 and 32"]
)
def test_il_32_is_found_with_its_isoforms(text: str) -> None:
    assert named(f"Serum {text} was high.") == {"IL-32"}


@pytest.mark.parametrize("number", [n for n in range(2, 100) if n != 32])
def test_no_other_interleukin_is_taken_for_a_watched_one(number: int) -> None:
    for text in (f"IL-{number}", f"IL {number}", f"IL{number}A", f"interleukin-{number}", f"IL‑{number}β"):
        assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "HOIL-1 ubiquitin ligase", "VIL-1 (villin)", "the sil-1 gene", "PIL-1 lipase", "MIL-101", "until 1 h",
        "civil 1", "il 1 maggio", "Il 1979", "ill patients", "Psacothea hilaris", "keratosis pilaris",
        "IL-321", "IL1RAPL1", "IL1RL1", "IL-1R8", "IL-36 receptor antagonist", "IL36RN",
        "Toll/IL-1 receptor domain", "Toll/interleukin (IL)-1 receptor", "toll–interleukin 1 receptor",
        "interleukin-1 receptor-associated kinase 4", "IL-1R-associated kinase",
        "the IL-1 family member IL-36", "interleukin-1 receptor-like 1 (ST2)", "University of Chicago, IL 1",
        "broken IL-1 0 levels", "IL-4/13 blockade", "IL-6, 1 ng/ml", "interleukin 6, 1 mg/kg",
        "the NK4 fragment of HGF", "Taif, Saudi Arabia", "DIRA cohort",
    ],
)  # fmt: skip
def test_false_friends_do_not_count(text: str) -> None:
    assert named(text) == set()


def test_spans_lie_in_the_original_text() -> None:
    text = "Serum­ TNF‑α, IL‑1β and (sIL-1Ra)"
    assert [(s.term, s.spelling) for s in MATCHER.in_text(text)] == [("IL-1", "IL‑1β"), ("IL-1RA", "IL-1Ra")]
    assert all(text[s.start : s.end] == s.spelling for s in MATCHER.in_text(text))


@given(st.text(st.sampled_from("IL-1 β32interleukin()[]Ra,/ß0\u00ad\n")))
def test_any_text_is_read_and_its_spans_fit(text: str) -> None:
    for spelling in MATCHER.in_text(text):
        assert text[spelling.start : spelling.end] == spelling.spelling != ""


def test_a_term_shared_by_two_is_reported_for_both() -> None:
    matcher = Matcher([Term("drugs", ("anakinra",)), Term("IL-1RA", ("Anakinra",))])
    assert [s.term for s in matcher.in_text("anakinra")] == ["drugs", "IL-1RA"]


def test_a_synonym_that_folds_to_nothing_matches_nothing() -> None:
    assert Matcher([Term("mark", ("®",))]).in_text("any text") == ()


def test_title_abstract_and_keywords_are_read_and_headings_compared_by_name() -> None:
    matches = MATCHER.matches(
        record(
            "Anakinra in gout",
            "We measured IL-1β.",
            keywords=("gout", "IL-32"),
            substances=(Substance("IL32 protein, human"),),
            mesh=(Heading("Interleukin-1"), Heading("Interleukin-10")),
        )
    )
    assert [(m.term, m.where, m.part, m.spelling) for m in matches] == [
        ("IL-1RA", Where.TITLE, 0, "Anakinra"),
        ("IL-1", Where.ABSTRACT, 0, "IL-1β"),
        ("IL-32", Where.KEYWORD, 1, "IL-32"),
        ("IL-32", Where.SUBSTANCE, 0, "IL32 protein, human"),
        ("IL-1", Where.MESH, 0, "Interleukin-1"),
    ]


@given(
    st.sampled_from(
        [
            "IL-1",
            "interleukins 6 and 1",
            "AMG-108",
            "IL-Iβ",
            "IL [IL]-1",
            "sIL-1Ra",
            "IL-6, -1β",
            "il 1",
            "XOMA052",
            "IL-6, 1β",
            "IL-(1β)",
            "lL-1",
            "\u0399L-1",
            "inter- leukin-1",
            "ИЛ-1",
            "白介素-1",
            "анакинрой",
            "natural killer cell transcript 4",
        ]
    )
)
def test_the_quick_look_at_a_record_misses_nothing_that_its_text_holds(text: str) -> None:
    assert {m.term for m in MATCHER.matches(record(text))} == named(text)


def test_why_not_names_the_false_friends_seen() -> None:
    assert MATCHER.why_not(record("HOIL-1 and linear ubiquitin")) == "only false friends: HOIL-1"
    assert MATCHER.why_not(record("A (Toll/IL-1 receptor) domain")) == "only false friends: Toll/IL-1 receptor"
    assert MATCHER.why_not(record("IL-10 in colitis until 1 h")) == "no watched term"


def test_the_version_changes_with_what_decides_a_match_and_with_nothing_else() -> None:
    term = Term("IL-1", ("IL-1",))
    assert terms_version([term]) == terms_version([Term("IL-1", ("IL-1",))])
    assert terms_version([term]) != terms_version([Term("IL-1", ("IL-1",), exclude=("HOIL-1",))])


def scored(path: Path) -> dict[str, tuple[int, int, int]]:
    """Right, wrong and missed terms by group of lines; on an IL-1RA row IL-1 too is allowed (the sets' own rule)."""
    figures: dict[str, tuple[int, int, int]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            wanted, result = set(row["concept"].split("|")) - {"none"}, named(row["text"])
            result -= {"IL-1"} if "IL-1RA" in wanted and "IL-1" not in wanted else set()
            right, wrong, missed = figures.get(row.get("group", ""), (0, 0, 0))
            figures[row.get("group", "")] = (
                right + len(result & wanted),
                wrong + len(result - wanted),
                missed + len(wanted - result),
            )
    return figures


def test_precision_and_recall_on_the_real_spellings(shared: Path) -> None:
    """At least 0.97 each."""
    ((right, wrong, missed),) = scored(shared / "pubmed/term_cases.tsv").values()
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.97


@pytest.mark.parametrize("group", ["english", "languages", "other"])
def test_precision_and_recall_on_lines_of_someone_who_had_not_seen_the_rules(group: str) -> None:
    """term_lines.tsv is kept as it was given. Before these rules: english .891 and .707, languages 1 and .341, other
    .167 and 1. The floors are no target to fit."""
    right, wrong, missed = scored(Path(__file__).with_name("term_lines.tsv"))[group]
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.95


def test_the_four_lines_of_the_shared_cases(shared: Path) -> None:
    lines = (shared / "cases/terms.txt").read_text(encoding="utf-8").splitlines()
    assert [named(line) for line in lines] == [{"IL-1"}, set(), set(), {"IL-1RA"}]


@pytest.mark.parametrize(
    "text",
    [
        "IL-(6, 8, 1β)", "IL-[1β]", "IL(1β)", "interleukin-(1 alpha)", "Interleukin (1β)", "IL-6, 1β and TNF",
        "interleukin-6 and 1-beta", "IL-6, IL-8, and 1β", "ILs 1, 6 and 8", "interleucinas 6 y 1",
        "interleuchine 6 e 1",
        "interleukines 6 et 1",
    ],
)  # fmt: skip
def test_a_list_names_its_family_once(text: str) -> None:
    assert named(f"Serum {text} were high.") == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "IL-6 and 1α,25-dihydroxyvitamin D3", "IL-6, 1α,25(OH)2D3", "IL-4 and 1 beta-blocker", "IL-10, 1 mg",
        "IL-17, 32 patients", "cytokines such as interleukin [1]", "interleukin (1, 2)", "IL-4 (1, 2)", "ils 1",
    ],
)  # fmt: skip
def test_a_number_after_a_name_is_not_always_of_the_list(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "interleukin-one beta", "Interleukin One", "inter-leukin 1", "Interleu-kin-1β", "inter- leukin-1 alpha",
        "\u0399L-1α", "\u0406L-1β", "\u0399nterleukin-1", "\u0406nterleukin-1", "lL-1 and TNF", "1L-1α",
        "1nterleukin-1β",
        "|L-1β", "XOMA-052", "XOMA052", "IL1i", "IL-1is",
    ],
)  # fmt: skip
def test_il_1_is_found_in_words_across_line_breaks_and_misread(text: str) -> None:
    assert named(f"We saw {text} here.") == {"IL-1"}


@pytest.mark.parametrize("text", ["0.1L-1", "10 mg·1L-1", "mol L-1", "5 mL-1", "cell-1", "1L-1", "ALL-1", "mmol.l-1"])
def test_a_litre_is_no_interleukin(text: str) -> None:
    assert named(f"at {text} of glucose") == set()


@pytest.mark.parametrize(
    "text",
    [
        "icIL-1RaII", "IL-1Ra2", "receptor antagonists of IL-1", "antagonist of the type I interleukin-1 receptor",
        "interleukin-1 type I receptor antagonist", "interleukin-1 (IL-1) receptor type I antagonist",
        "antagoniste du récepteur de l'interleukine-1", "antagonistes des récepteurs de l’IL-1",
        "antagoniste naturel du récepteur à l'interleukine 1", "récepteur antagoniste de l'IL-1",
        "IL-1-Rezeptorantagonisten", "Interleukin-1-Rezeptor-Antagonist", "Antagonist des Interleukin-1-Rezeptors",
        "Rezeptorantagonist von IL-1", "antagonista del receptor de IL-1",
        "antagonistas de los receptores de interleucina 1",
        "antagonista del recettore dell'interleuchina-1", "antagonisti recettoriali di IL-1",
        "antagonista do receptor da IL-1", "antagonista do recetor de interleucina-1",
        "interleukine-1-receptorantagonist",
        "antagonista receptora interleukiny-1", "рецепторного антагониста ИЛ-1",
        "антагонистом рецептора интерлейкина 1",
        "ИЛ-1РА", "анакинрой", "白细胞介素1受体拮抗剂", "白細胞介素-1受體拮抗劑", "IL-1受容体アンタゴニスト",
        "インターロイキン1受容体拮抗物質", "ｱﾅｷﾝﾗ", "인터루킨-1 수용체 길항제", "anacinra",
    ],
)  # fmt: skip
def test_the_antagonist_is_found_in_the_orders_and_scripts_of_other_languages(text: str) -> None:
    assert named(f"- {text} -") == {"IL-1RA"}


@pytest.mark.parametrize(
    "text",
    [
        "interleukina-1", "interleukiny-1", "interleuquina 1", "dell'interleuchina-1β", "interlökin-1",
        "interleukiini-1",
        "интерлейкином-1", "ИЛ 1β", "рИЛ-1β", "інтерлейкін-1", "ІЛ-1β", "白介素1β", "白細胞介素-1", "白血球介素-1",
        "血清IL-1β水平",
        "血中IL-1βの", "インターロイキン１β", "인터루킨 1", "канакинумабом", "卡纳单抗治疗", "リロナセプト",
        "rilonacepte",
    ],
)  # fmt: skip
def test_il_1_is_found_in_other_languages(text: str) -> None:
    assert named(f"- {text} -") == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    ["白细胞介素-10", "白介素17", "ИЛ-18", "слой ил-1", "стил-1", "Ил-1", "インターロイキン-10", "interleucina-17",
     "インターロイキン-1受容体関連キナーゼ", "quinasa asociada al receptor de interleucina-1"],
)  # fmt: skip
def test_neighbours_and_other_words_in_other_languages_do_not_count(text: str) -> None:
    assert named(f"- {text} -") == set()


@pytest.mark.parametrize(
    "text",
    [
        "The first intracellular loop (IL1) of human receptors",
        "Internal loops (IL1 and IL2) of the RNA in human cells",
        "IL1 (intracellular loop 1) of human receptors", "Intralaminar layer 1 (IL-1) of mouse cortex",
        "An interlock IL-1 stops the pump", "Isolation level IL-1", "TLR/IL-1R superfamily", "IL-1R/TLR superfamily",
        "An interleukin-1β-converting enzyme (ICE)-like protease in mice",
        "Republican wins IL-1", "Crash on IL 32 near Sullivan", "Joliet, IL 1 June", "Chicago, IL 1",
        "Tomato lines IL1-4 and IL7-5", "Salt and IL 1-1-2 plants", "Wheat IL-1 and IL-32 yielded most",
        "Ilyushin Il-32", "An Il-1 fighter", "Extraction of lignin with IL-1", "Brann IL 1, Molde 2", "Lake Kineret",
        "The GTPase DIRA", "Insulin-responsive aminopeptidase (IRAP)",
    ],
)  # fmt: skip
def test_labels_of_other_sciences_do_not_count(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Increased levels (IL-1)", "Inflammatory lesions (IL-1, TNF)", "IL-1 in mice fed soybeans",
        "Illinois team: IL-1 drives asthma", "Interferon, IL 1 and TNF", "Ionic liquids (IL) and IL-1β",
        "Interleukin-1 (IL-1) binds intracellular loop 1 (IL1)",
    ],
)  # fmt: skip
def test_il_1_is_believed_beside_words_of_other_sciences_where_biology_is_spoken(text: str) -> None:
    assert named(text) == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    ["DIRA, an autoinflammatory disease", "DIRA with pustulosis", "IRAP for lameness in horses", "IRAP, IL-1 bound"],
)
def test_a_doubtful_name_counts_beside_its_words(text: str) -> None:
    assert "IL-1RA" in named(text)


def test_what_a_label_means_is_asked_of_the_whole_record() -> None:
    loop = record("IL1 and coupling", "We mutated intracellular loop 1 (IL1).")
    assert MATCHER.matches(loop) == ()
    assert MATCHER.why_not(loop) == "only false friends: intracellular loop 1"
    assert MATCHER.why_not(record("Crops of IL-1")) == "only false friends: IL 1 beside crops"
    assert {m.term for m in MATCHER.matches(record("Children with DIRA", "Deficiency of a receptor antagonist."))} == {
        "IL-1RA"
    }
    assert MATCHER.why_not(record("Children with DIRA")) == "only false friends: DIRA"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gasdermin D", "Gasdermin D drives pyroptosis"), ("gasdermin D", "the gasdermin-D pore"),
        ("hepatitis B", "chronic hepatitis B"), ("hepatitis A", "a Hepatitis A outbreak"), ("D dimer", "D-dimer rose"),
    ],
)  # fmt: skip
def test_a_name_with_a_letter_of_its_own_is_found_with_its_space(name: str, text: str) -> None:
    """The letters a, b, g and d were only found without a space, as if each were the end of "IL-1b"."""
    assert Matcher([Term(name, (name,))]).in_text(text)


def test_the_article_is_no_letter_of_a_name() -> None:
    assert not Matcher([Term("hepatitis A", ("hepatitis A",))]).in_text("She had hepatitis a year ago")
    assert [found.spelling for found in MATCHER.in_text("IL-1 a cytokine")] == ["IL-1"]
