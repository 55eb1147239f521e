"""The words by which a sentence of an abstract is told to state a result, and those by which it does not.

Each pattern is searched in the sentence as printed. They were written from the ``dev`` half of benchmarks/findings.
"""

from __future__ import annotations

import re

_ANY = re.IGNORECASE

DIRECTION = re.compile(
    r"(?<![-‐–\w])(?<![Tt]o )(?:"
    r"(?:up-?|down-?|dys)?regulat(?:e[sd]?|ing)|(?:over|under)expressed|"
    r"(?:reduc|decreas|increas|elevat|attenuat|ameliorat|alleviat|improv|enhanc|promot|revers|rescu|induc|activat|mediat|"
    r"exacerbat|aggravat|restor|accelerat|stimulat|facilitat|modulat|mitigat|caus|declin|catalyz|catalys|"
    r"drive|achiev|involv|requir|produc|lower|worsen|protect|prevent|inhibit|suppress|abolish|abrogat|diminish|dampen|"
    r"block|impair|delay|prolong|trigger|contribut|counteract|disrupt|exert|extend|shorten|outperform|predict|correlat|"
    r"affect|target(?!ed)|exhibit|display|influenc|migrat|exceed|trend|reach|maintain|"
    r"coincid|accompan|differ|dropp|fell|rose|occurr)(?:e|es|s|ed|ied|ing)?\b|"
    r"(?:changed|(?:show|demonstrat|reveal|identif)(?:ed|s|n|es|ied|ies)) (?!that\b|to\b)|"
    r"(?:higher|lower|greater|fewer|better|worse|less|more (?:\w+ )?(?:than|likely|abundant|potent|frequent|pronounced)|"
    r"significant(?:ly)?|associated (?:with|to)|related to|linked (?:with|to)|effective|tolerated|safe|safely|similar|"
    r"superior|inferior|non-?inferior|comparable|did not|does not|do not|was not|were not|no (?:\w+ )?(?:difference|effect|"
    r"association|evidence|correlation|change|safety signal)s?|(?:led|leads?|leading) to|result(?:s|ed)? in|"
    r"(?:shown|failed|able|tended|appear(?:s|ed)?|seem(?:s|ed)?|likely) to|plays? an? |responsible for|dependen(?:t|ce) on|depend(?:s|ed)? on|relie[sd] on|risk factors?|accounting for|"
    r"characteri[sz]ed by|common to|predominant|prevalence|preferred|reliable|useful|feasible)\b)",
    _ANY,
)
"""That something rose, fell, differed or did not, or was the cause of it."""

FIGURES = re.compile(
    r"\d\s?(?:[pnµμm]?g|mmol|[nμµ]?mol|U|IU)/|\b[pP]\s?(?:value)?s?\s?[<=>≤]|\bCI\b|\d\s?%|\b(?:OR|HR|RR|SMD|MD|AUC|SD|IQR)\b|±|\d+(?:\.\d+)? vs|-fold\b|\bmedian\b"
)
COMPARES = re.compile(r"\b(?:than|compared|versus|vs|relative to|between|whereas|while|rather than)\b", _ANY)

FOUND = re.compile(
    r"\b(?:we (?:\w+ )?(?:found|show|demonstrate|report that|observed|reveal|discovered|conclude|confirmed|identified|proved|"
    r"evidenced|determined that|provide evidence)|(?:it was )?found (?:that|to)|(?:results?|findings?|data|study|analys[ei]s|"
    r"experiments?|observations?|work|review|meta-analysis)\W+(?:\w+ ){0,5}?(?:show|indicat|suggest|demonstrat|reveal|"
    r"support|confirm|substantiat|illustrat|emphasi[sz]|conclud|found|identif|prov(?:e|id)|evidenc|highlight)\w*)",
    _ANY,
)
"""What announces a result."""

CONCLUDES = re.compile(
    r"^\W*(?:in (?:conclusion|summary)|taken together|collectively|altogether|together|overall|to conclude|thus|therefore|"
    r"based on|conclusions?\b|here,? we|we conclude)",
    _ANY,
)

AIM = re.compile(
    r"\b(?:aim(?:s|ed)?\b|(?:purposes?|objectives?|goals?|focus) (?:of|is|was|were|are)|objectives? we|"
    r"(?:we|and) (?:have )?(?:sought|set (?:out|up))|"
    r"hypothesi[sz]ed|we hypothesi[sz]e|(?:to|that) test (?:this|the|our) hypothes|"
    r"(?:we|to|and|(?:study|studies|work|review|paper|article|report)) (?:\w+ly |then |further |also |here |will |"
    r"retrospectively |post hoc ){0,2}"
    r"(?:investigat|examin|evaluat|assess|explor|describe[ds]?\b|review\b|reviews\b|reviewed|discuss|summari[sz]|outlin|"
    r"focus|studied|study\b|present\b|elucidat|clarify|compare\b|determine\b|better (?:understand|characterize)|"
    r"synthesi[sz]e|analy[sz]e\b|attempt|lay out|introduce|quantify\b)|"
    r"overview of|to this end|designed to|we (?:also )?propose|is introduced|are presented|will be|is being|are being|are ongoing|we will|"
    r"was (?:then |therefore |thus )?(?:investigated|explored|studied|developed) (?:in|to|and)|of interest\b)",
    _ANY,
)
"""What the authors set out to do, or that they will say something."""

METHOD = re.compile(
    r"\b(?:was|were|been)(?:,? \w+ly,?| then| also| further| subsequently| first| both| all| randomly| independently){0,2} "
    r"(?:measured|determined|assessed|evaluated|examined|analy[sz]ed|performed|conducted|carried out|collected|recorded|"
    r"obtained|recruited|enrolled|included|randomi[sz]ed|assigned|divided|selected|searched|retrieved|extracted|defined|"
    r"used|employed|applied|investigated|tested|administ(?:e)?rat?ed|treated|monitored|calculated|quantified|compared|"
    r"established|constructed|transfected|cultured|injected|isolated|genotyped|studied|knocked down|coupled|placed|"
    r"scored|graded|categori[sz]ed|screened|generated|mimicked|dissected|exposed|fed|given|cloned|synthesi[sz]ed|set|"
    r"segregated|stimulated|incubated|co-incubated|followed|referred|invited|prescribed|classified|noted|available|"
    r"constructed|validated|optimized|prepared|purchased|completed|planned|eligible|pooled)\b|"
    r"\bwe (?:have )?(?:\w+ly |then |also |first ){0,2}(?:designed|used|performed|conducted|measured|collected|treated|compared|recruited|"
    r"enrolled|searched|included|constructed|built|employed|applied|generated|established|developed|retrieved|"
    r"reconstructed|mapped|mined|compiled|calculated|downgraded|categori[sz]ed|excluded|grouped|custom|randomly)\b|"
    r"\b(?:patients|rats|mice|participants) (?:received|underwent)\b",
    _ANY,
)
"""What was done."""

BASELINE = re.compile(
    r"\b(?:mean|median) (?:age|follow-up|duration)|\bmedian follow|\bwere (?:male|female|women|men|White|Asian|Chinese)\b|"
    r"\bbaseline characteristics|\b(?:studies|articles|papers|records|trials|RCTs?\)?) (?:were|was|with|met|\(|including)|"
    r"\bwe included \d|\bwe collected \d|\btotal of [\d,]+ (?:\w+ ){0,3}(?:were|patients|studies|analyses)|"
    r"years old|\bexposure to\b.{0,40}months|\bwere evaluable|\bgroup had \d",
    _ANY,
)
"""Who took part."""

BACKGROUND = re.compile(
    r"\b(?:remains? (?:\w+ )?(?:unclear|unknown|elusive|uncertain|obscure|poorly|controversial|life-limiting|unresolved|"
    r"to be|ill|poor)|(?:little|less|not much) is known|(?:is|are) (?:still |largely |\w+ly )?(?:unknown|unclear|lacking|"
    r"limited in|poorly|ill[- ]defined|not (?:well|fully|clear)|needed\b)|have not been (?:well )?(?:studied|reported)|"
    r"(?:ha[sv]e?) (?:\w+ly )?been (?:\w+ly )?(?:shown|reported|implicated|used|proved|proven|uncovered|associated|"
    r"recogni[sz]ed|suggested|demonstrated|considered|linked|known|found|described|identified as)|previous(?:ly)? "
    r"(?:stud|report|work|ha)|recent(?:ly)? (?:stud|years|report|evidence|phase|publish)|studies have|increasingly|it is "
    r"(?:well |widely |generally )?(?:known|established|evidenced|believed|crucial)|is an? (?:\w+,? ?){0,4}(?:disease|"
    r"disorder|condition|syndrome|cause|problem|complication|family|member|component|molecule|cytokine|mediator|"
    r"inflammation|cancer|treatment|pathology|factor|drug|event|virus)\b|(?:is|are) (?:widely|commonly|usually|often|"
    r"traditionally)|emerging|phase (?:II|III|IV|2|3) \w+ trial,|past decades|last decades?|limited data)",
    _ANY,
)
"""What was known, or was not, before the study."""

RECOMMENDS = re.compile(
    r"\b(?:further|more|future|additional|larger?|larger-scale|prospective|well[- ]designed|long-term|randomi[sz]ed)\b"
    r"[^.;]{0,60}\b(?:stud|research|trial|investigat|work|analys|evidence|data|validation|attention|discussion)\w*"
    r"[^.;]{0,60}\b(?:need|requir|warrant|recommend|necessary|essential|should|await|merit|crucial|important|conducted)\w*|"
    r"\b(?:need|requir|warrant|deserv|merit|necessi)\w*\b[^.;]{0,40}\b(?:further|more|future|additional|national|better|"
    r"larger?|attention|discussion|confirm|investigat|stud(?:y|ies)|research)\b|\bhighlights? the (?:need|importance)|"
    r"\b(?:clinicians|physicians|studies|researchers|strateg\w+|attention|those who|we suggest)\b[^.;]{0,100}\bshould\b|"
    r"\bshould (?:not )?(?:be|include|aim|focus)\b|\bsuggests? (?:further|future|more)\b|\b(?:is|are) (?:strongly )?recommended\b|\bmust be\b|\bareas? (?:open )?for future",
    _ANY,
)
"""What somebody ought to do next."""

PROSPECT = re.compile(
    r"\bwill\b|\bcontribut\w+ to (?:the|our|a better) (?:study|understanding|knowledge)|\bbeneficial for \w+ing\b|"
    r"\b(?:may|might|could|can|would|is|are|as|ha[sv]e|be|has|offers?|represents?|an?|with|their|its)\b"
    r"(?: \w+){0,5}? (?:promising|potentials?|candidates?|attractive|viable|powerful|valuable|new avenue|"
    r"therapeutic (?:target|agent|strateg\w+|potential|option|approach)|(?:drug|novel) targets?|biomarkers?|harness)\b|"
    r"\b(?:may|might|could|can|would) (?:\w+ly |also |be )*(?:be )?(?:used|developed|useful|exploited|open|help|serve|inform|provide|offer|"
    r"contribute|support|revolutioni[sz]e|effective|adapted|beneficial)\b|"
    r"\b(?:may|might|could) (?:\w+ )?play an? (?:\w+ )?(?:role|part) in the (?:treatment|therapy|management)|"
    r"\b(?:provid|offer|bring|giv)\w* (?:\w+ ){0,3}(?:insights?|basis|references?|framework|benchmarks?|evidence-based|"
    r"new|novel|avenue|theoretical|information|understanding)\b|\bshed\w* (?:new )?light|\bpav(?:e|es|ing) the way|"
    r"\bopens? (?:up )?|\bhelps? (?:to|us)\b|\bhave important|\bnew insights?\b|\bpossible (?:molecular )?mechanism|"
    r"\bpotential (?:therap|target|biomark|drug|clinical|use|role)\w*|\btheoretical(?:ly)?\b|\bcould be\b|\bsupports? the (?:\w+ )?(?:hypothesis|use)\b|^\W*if\b|"
    r"\bimportant mechanistic|\bcould (?:explain|reduce the need)|\bpotential to\b|\bshow promise\b|\bcan be used to support",
    _ANY,
)
"""What it may be good for one day."""

HEDGE = re.compile(r"\b(?:may|might|could|possibl[ey]|presumably|likely due|probably due|perhaps|potentially)\b", _ANY)

HANGS = re.compile(
    r"^\W*(?:(?:overall|moreover|furthermore|in addition|additionally|importantly|however|thus|and|also|finally|"
    r"interestingly|consistently|supporting this),? )?(?:(?:this|that)(?! (?:study|work|meta-analysis|review|trial|case|"
    r"approach leads|report|analysis|paper|article))\b|(?:these|those|such)(?! (?:\w+ )?(?:results?|findings?|data|"
    r"observations?|analyses|studies|experiments))\b|it\b(?! was (?:found|shown|observed|demonstrated|revealed))|they\b|"
    r"its\b|their\b|his\b|her\b|he\b|she\b|similar (?:results|effects|findings|observations)|the (?:latter|former|same|"
    r"effects?|aggravation|results? were|protective effects?|other|difference)\b(?! of\b| \w+ than| vs)|no such|among "
    r"these|both effects|once again|in comparison\b(?! (?:to|with))|all of them|one study|neither\b)",
    _ANY,
)
"""How a sentence begins that cannot be understood without the one before it."""

CONTRASTS = re.compile(
    r"^\W*(?:in contrast|by contrast|however|conversely|nevertheless|yet|despite this|on the other hand|"
    r"in the other hand|but)\b(?! (?:to|with)\b)|\bthese (?:two |\w+ )?(?:genes|proteins|effects|changes|factors|cells|TGs)\b",
    _ANY,
)
CONTINUES = re.compile(
    r"^\W*(?:moreover|furthermore|in addition|additionally|also|further|similarly|consistent with|consistently|next|then|"
    r"interestingly|finally|accordingly|concurrently|unexpectedly|specifically|functionally|mechanistically|mechanically|"
    r"besides|subsequently|importantly|notably|supporting this|we (?:also|further)|accidently)\b",
    _ANY,
)

PLAN = re.compile(
    r"\bprotocol\b|\brationale and design\b|\bdesign and (?:rationale|conduct)\b|\b(?:study|trial|experimental) design\b|"
    r"\bdesign(?:,| and) methods\b|\bdesign of (?:the|an?)\b",
    _ANY,
)
"""A title of what has not been done yet."""

CASE = re.compile(
    r"\b(?:we|here,? we|the authors?|this (?:case|report|article)|reported here)\b[^.]{0,40}\b(?:report|present|describe|discuss)s?\b"
    r"[^.]{0,80}\b(?:cases?|patient|man|woman|boy|girl|infant|child|male|female|who|year-old)\b|"
    r"\bcases? of\b[^.]{0,160}\b(?:is|are|was|were) (?:reported|presented|described)",
    _ANY,
)
"""The sentence of a case report that says what the case is: its result."""

ADVICE = re.compile(r"\bconsensus\b|\bguidelines?\b|\bposition (?:statement|paper)\b|\bexpert opinion\b", _ANY)
ADVISES = re.compile(r"\b(?:should|may be|can be|must|recommend\w*|discretion|suggests?)\b", _ANY)
"""What a guideline says: its result."""

SURE = re.compile(
    r"\b(?:significant(?:ly)?|higher|lower|better|greater|[pP]\s?[<=>]|found (?:that|to)|showed|revealed|demonstrated|"
    r"improved|reduced|increased|decreased|upregulated|downregulated|up-regulated|down-regulated|difference|occurred in)\b"
    r"(?!-)",
)
"""Words of a result that outweigh those of a method."""

SUBGROUP = re.compile(r"\bsub-?groups?\b|\bsecondary\b|\bsensitivity analys|\bstratif|^\W*(?:only )?in (?:men|women|males|females)\b", _ANY)
"""A result that is not the main one."""
