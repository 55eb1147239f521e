"""The words by which a sentence of an abstract is told to state a result, and those by which it does not.

All are looked for in the sentence in lower case: a pattern that ignores case takes ten times as long. They were written
from the ``dev`` half of benchmarks/findings and from 200 more abstracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from literature.text import word_set


def _forms(stems: str) -> Iterator[str]:
    """Each verb in its forms: "reduc" -> reduce, reduces, reduced, reducing; some are no words, which does no harm."""
    return (stem + ending for stem in stems.split() for ending in ("", "e", "es", "s", "ed", "ied", "ing"))


DIRECTION = frozenset(
    (
        *_forms(
            "regulat upregulat downregulat up-regulat down-regulat dysregulat reduc decreas increas elevat attenuat "
            "ameliorat alleviat improv enhanc promot revers rescu induc activat mediat exacerbat aggravat restor "
            "accelerat stimulat facilitat modulat mitigat caus declin catalyz catalys driv achiev involv requir produc "
            "lower worsen protect prevent inhibit suppress abolish abrogat diminish dampen block impair delay prolong "
            "trigger contribut counteract disrupt exert extend shorten outperform predict correlat affect exhibit "
            "display "
            "influenc exceed trend reach maintain coincid accompan differ dropp occurr ris resolv recover surviv heal "
            "normaliz normalis confer"
        ),
        *word_set(
            "changed fell rose showed shows shown demonstrated revealed identified overexpressed underexpressed "
            "higher lower greater fewer better worse less significant significantly associated related linked "
            "effective tolerated safe safely similar superior inferior non-inferior noninferior comparable not "
            "no led leads leading resulted plays responsible dependent depends depended relies relied failed "
            "able tended accounting predominant prevalence preferred reliable useful feasible equally"
        ),
    )
)
"""That something rose, fell, differed or did not, or was the cause of it."""
INFINITIVE = frozenset(word for word in DIRECTION if not word.endswith(("s", "d", "g")))
"""Those of them that say, behind "to", only what for."""
BARE = frozenset({"no", "not", "able", "significant"})
"""Those that say nothing without another."""
FIGURES = (
    "%",
    "±",
    "-fold",
    " ci",
    "p =",
    "p <",
    "p>",
    "p<",
    "p=",
    "p >",
    "median",
    " hr ",
    "odds ratio",
    " vs ",
    " vs. ",
    "g/ml",
)
COMPARES = frozenset({"than", "compared", "versus", "vs", "relative", "between", "whereas", "while", "rather"})
HEDGE = frozenset({"may", "might", "could", "possibly", "possible", "presumably", "probably", "perhaps", "potentially"})
SURE = word_set(
    "significant significantly higher lower better greater showed revealed demonstrated improved reduced "
    "increased decreased upregulated downregulated up-regulated down-regulated difference differences differ"
)
"""Words of a result that outweigh those of a method."""

FOUND = re.compile(
    r"\b(?:we (?:\w+ )?(?:found|show|demonstrate|report that|observed|reveal|discovered|conclude|confirmed|identified|"
    r"proved|evidenced|determined that|provide evidence)|found (?:that|to)|(?:results?|findings?|data|study|"
    r"analys[ei]s|"
    r"experiments?|observations?|work|review|meta-analysis)\W+(?:\w+ ){0,5}?(?:show|indicat|suggest|demonstrat|reveal|"
    r"support|confirm|substantiat|illustrat|emphasi[sz]|conclud|found|identif|prov(?:e|id)|evidenc|highlight)\w*)"
)
"""What announces a result."""

CONCLUDES = re.compile(
    r"\W*(?:in (?:conclusion|summary)|taken together|collectively|altogether|together|overall|to conclude|thus|"
    r"therefore|"
    r"based on|conclusions?\b|here,? we|we conclude)"
)

AIM = re.compile(
    r"\b(?:aim(?:s|ed)?\b|(?:purposes?|objectives?|goals?|focus) (?:of|is|was|were|are)|objectives? we|"
    r"(?:we|and) (?:have )?(?:sought|set (?:out|up))|hypothesi[sz]ed|we hypothesi[sz]e|test (?:this|the|our) hypothes|"
    r"(?:we|to|and|study|studies|work|review|paper|article|report) (?:\w+ly |then |further |also |here |will |post "
    r"hoc )"
    r"{0,2}(?:investigat|examin|evaluat|assess|explor|describe[ds]?\b|reviews?\b|reviewed|discuss|summari[sz]|outlin|"
    r"focus|"
    r"studied|study\b|present\b|elucidat|clarify|compare\b|determine\b|better (?:understand|characteri[sz]e)|"
    r"synthesi[sz]e|"
    r"analy[sz]e\b|attempt|lay out|introduce|quantify\b)|(?:study|work) (?:\w+ly )?compared\b|overview of|to this "
    r"end|designed to|we (?:also )?propose|"
    r"is introduced|are presented|(?:will|is|are) be(?:ing)?\b|are ongoing|we will|"
    r"was (?:then |therefore |thus )?(?:investigated|explored|studied|developed) (?:in|to|and))"
)
"""What the authors set out to do, or that they will say something."""

METHOD = re.compile(
    r"\b(?:(?:was|were|been)(?:,? \w+ly,?| then| also| further| subsequently| first| both| all){0,2} "
    r"(?:measured|determined|assessed|evaluated|examined|analy[sz]ed|performed|conducted|carried out|collected|"
    r"recorded|"
    r"obtained|recruited|enrolled|included|randomi[sz]ed|assigned|divided|selected|searched|retrieved|extracted|"
    r"defined|"
    r"used|employed|applied|investigated|tested|administe?red|administrated|treated|monitored|calculated|quantified|"
    r"compared|established|constructed|transfected|cultured|injected|isolated|genotyped|studied|knocked down|coupled|"
    r"placed|scored|graded|categori[sz]ed|screened|generated|mimicked|dissected|exposed|fed|given|cloned|"
    r"synthesi[sz]ed|"
    r"set|segregated|stimulated|incubated|followed|referred|invited|classified|noted|available|validated|optimi[sz]ed|"
    r"prepared|purchased|completed|planned|eligible|pooled)\b|"
    r"we (?:have )?(?:\w+ly |then |also |first ){0,2}(?:designed|used|performed|conducted|measured|collected|treated|"
    r"compared|recruited|enrolled|searched|included|constructed|built|employed|applied|generated|established|developed|"
    r"retrieved|reconstructed|mapped|mined|compiled|calculated|downgraded|categori[sz]ed|excluded|grouped|randomly)\b|"
    r"(?:patients|rats|mice|participants) (?:received|underwent)\b)"
)
"""What was done."""

BASELINE = re.compile(
    r"\b(?:mean (?:age|follow-up|duration)|median (?:age|follow|duration)|were (?:male|female|women|men|white|asian|"
    r"chinese)\b|baseline characteristics|(?:studies|articles|papers|records|trials|rcts?\)?) (?:were|was|with|met|\(|"
    r"including)|we (?:included|collected) \d|total of \d[\d,]* (?:\w+ ){0,3}(?:were|patients|studies|analyses)|"
    r"years old|were evaluable|group had \d)"
)
"""Who took part."""

BACKGROUND = re.compile(
    r"\b(?:remains? (?:\w+ )?(?:unclear|unknown|elusive|uncertain|obscure|poorly|controversial|unresolved|to be|ill|"
    r"poor)|"
    r"(?:little|less|not much) is known|(?:is|are) (?:still |largely |\w+ly )?(?:unknown|unclear|lacking|limited in|"
    r"poorly|"
    r"ill[- ]defined|not (?:well|fully|clear)|needed\b)|have not been (?:well )?(?:studied|reported)|"
    r"ha(?:s|ve) (?:\w+ly )?been (?:\w+ly )?(?:shown|reported|implicated|used|proved|proven|uncovered|associated|"
    r"recogni[sz]ed|suggested|demonstrated|considered|linked|known|found|described|identified as)|"
    r"previous(?:ly)? (?:stud|report|work|ha)|recent(?:ly)? (?:stud|years|report|evidence|phase|publish)|studies have|"
    r"increasingly|it is (?:well |widely |generally )?(?:known|established|evidenced|believed|crucial)|"
    r"is an? (?:\w+,? ?){0,4}(?:disease|disorder|condition|syndrome|cause|problem|complication|family|member|component|"
    r"molecule|cytokine|mediator|inflammation|cancer|treatment|pathology|factor|drug|event|virus)\b|"
    r"(?:is|are) (?:widely|commonly|usually|often|traditionally)|emerging|past decades|last decades?|limited data)"
)
"""What was known, or was not, before the study."""

RECOMMENDS = re.compile(
    r"\b(?:(?:further|more|future|additional|larger?|prospective|well[- ]designed|long-term|randomi[sz]ed)\b[^.;]{0,60}"
    r"\b(?:stud|research|trial|investigat|work|analys|evidence|data|validation|attention|discussion)\w*[^.;]{0,60}"
    r"\b(?:need|requir|warrant|recommend|necessary|essential|should|await|merit|crucial|important|conducted)\w*|"
    r"(?:need|requir|warrant|deserv|merit|necessi)\w*\b[^.;]{0,40}\b(?:further|more|future|additional|national|better|"
    r"larger?|attention|discussion|confirm|investigat|stud(?:y|ies)|research)\b|highlights? the (?:need|importance)|"
    r"(?:clinicians|physicians|studies|researchers|strateg\w+|attention|those who|we suggest)\b[^.;]{0,100}\bshould\b|"
    r"should (?:not )?(?:be|include|aim|focus)\b|suggests? (?:further|future|more)\b|"
    r"(?:is|are) (?:strongly )?recommended\b|must be\b|areas? (?:open )?for future)"
)
"""What somebody ought to do next."""

PROMISING = word_set(
    "promising potential potentials candidate candidates attractive viable powerful valuable avenue therapeutic "
    "target targets biomarker biomarkers"
)
"""Words without which ``PROMISES`` need not be searched: it is slow."""
PROMISES = re.compile(
    r"\b(?:potential (?:therap|target|biomark|drug|clinical|use|role|to\b)|"
    r"(?:may|might|could|can|would|is|are|as|ha[sv]e|be|has|offers?|represents?|an?|with|their|its)\b(?: \w+){0,5}? "
    r"(?:promising|potentials?|candidates?|attractive|viable|powerful|valuable|new avenue|"
    r"therapeutic (?:target|agent|strateg\w+|potential|option|approach)|(?:drug|novel) targets?|biomarkers?)\b)"
)
PROSPECT = re.compile(
    r"\b(?:will\b|if\b|contribut\w+ to (?:the|our|a better) (?:study|understanding|knowledge)|beneficial for \w+ing\b|"
    r"(?:may|might|could|can|would) (?:\w+ly |also |be )*(?:used|developed|useful|exploited|open|help|serve|inform|"
    r"provide|offer|contribute|support|revolutioni[sz]e|effective|adapted|beneficial|explain)\b|could be\b|"
    r"(?:may|might|could) (?:\w+ )?play an? (?:\w+ )?(?:role|part) in the (?:treatment|therapy|management)|"
    r"(?:provid|offer|bring|giv)\w* (?:\w+ ){0,3}(?:insights?|basis|references?|framework|benchmarks?|evidence-based|"
    r"new|novel|avenue|theoretical|information|understanding)\b|shed\w* (?:new )?light|pav(?:e|es|ing) the way|opens? |"
    r"helps? (?:to|us)\b|have important|new insights?\b|possible (?:molecular )?mechanism|theoretical|"
    r"supports? the (?:\w+ )?(?:hypothesis|use)\b|important mechanistic|show promise\b)"
)
"""What it may be good for one day."""

HANGS = re.compile(
    r"\W*(?:(?:overall|moreover|furthermore|in addition|additionally|importantly|however|thus|and|also|finally|"
    r"interestingly|consistently|supporting this),? )?(?:(?:this|that)(?! (?:study|work|meta-analysis|review|trial|"
    r"case|"
    r"report|analysis|paper|article))\b|(?:these|those|such)(?! (?:\w+ )?(?:results?|findings?|data|observations?|"
    r"analyses|studies|experiments))\b|it\b(?! was (?:found|shown|observed|demonstrated|revealed))|they\b|its\b|"
    r"their\b|"
    r"his\b|her\b|he\b|she\b|similar (?:results|effects|findings|observations)|the (?:latter|former|same|effects?|"
    r"results? were|protective effects?|other|difference)\b(?! of\b| \w+ than| vs)|no such|among these|both effects|"
    r"once again|in comparison\b(?! (?:to|with))|all of them|one study|neither\b)"
)
"""How a sentence begins that cannot be understood without the one before it."""

CONTRASTS = re.compile(
    r"\W*(?:in contrast|by contrast|however|conversely|nevertheless|yet|despite this|on the other hand|but)\b"
    r"(?! (?:to|with)\b)"
)
CONTINUES = re.compile(
    r"\W*(?:moreover|furthermore|in addition|additionally|also|further|similarly|consistent with|consistently|next|"
    r"then|"
    r"interestingly|finally|accordingly|concurrently|unexpectedly|specifically|functionally|mechanistically|"
    r"mechanically|besides|subsequently|importantly|notably|supporting this|we (?:also|further))\b"
)
SUBGROUP = ("subgroup", "sub-group", "secondary", "sensitivity analys", "stratif")
"""Words of a result that is not the main one."""

OUTCOME = frozenset({"survival", "survived", "mortality", "died", "deaths"})
CYTOKINE = re.compile(r"\b(?:interferon|ifn|tnf|tumou?r necrosis factor|interleukin|il-?\d)")

CODE = re.compile(r"\b[a-z]\d\b")
CODES = 3
"""So many of them are the columns of a table: T1, T2, T3."""
MAKES = re.compile(
    r"\bwe (?:have )?(?:\w+ly )?(?:identified|developed|designed|constructed|synthesi[sz]ed|engineered|generated|"
    r"prepared) an? "
)
MADE = word_set("identified showed shows shown demonstrated revealed")
"""Words of a direction that say no effect of what was made."""

PLAN = re.compile(
    r"\b(?:protocol|rationale and design|design and (?:rationale|conduct)|(?:study|trial|experimental) design|"
    r"design(?:,| and) methods|design of (?:the|an?))\b"
)
"""A title of what has not been done yet."""

REPORTS = ("report", "present", "describ", "discuss")
"""Words without one of which ``CASE`` need not be searched."""
CASE = re.compile(
    r"\b(?:(?:we|the authors?|this (?:case|report|article)|reported here)\b[^.]{0,40}\b(?:report|present|describe|"
    r"discuss)"
    r"s?\b[^.]{0,80}\b(?:cases?|patient|man|woman|boy|girl|infant|child|male|female|who|year-old)\b|"
    r"cases? of\b[^.]{0,160}\b(?:is|are|was|were) (?:reported|presented|described))"
)
"""The sentence of a case report that says what the case is: its result."""

ADVICE = re.compile(r"\b(?:consensus|guidelines?|position (?:statement|paper)|expert opinion)\b")
ADVISES = re.compile(r"\b(?:should|may be|can be|must|recommend\w*|discretion|suggests?)\b")
"""What a guideline says: its result."""
