"""The words that say what kind of study a work is, as patterns for folded text."""

from __future__ import annotations

REVIEWING = (
    r"\breview (?:aims|focuses|covers|highlights|summari[sz]es|discusses|provides|describes|addresses)\b|\b(?:aim|"
    r"purpose|goal)\w* (?:(?:is|was) )?to (?:review|summari[sz]e|discuss)\b|\b(?:is|are) (?:\w+ )?(?:reviewed|"
    r"summari[sz]ed)\b|\b(?:this|our|the following|present|current) (?:\w+ )?(?:mini-?)?review\b|"
    r"\bin this (?:book )?chapter\b|\bin this (?:article|paper|work|overview),? we (?:\w+ )?(?:review|discuss|"
    r"summari[sz]e|outline|highlight|focus)\b|\bwe (?:here |will |briefly |also |then )*(?:review|summari[sz]e)d?\b|"
    r"\bhere,? we (?:review|discuss)|\bthis (?:article|paper|chapter|work) (?:reviews?|summari[sz]es|discusses|"
    r"provides an overview)"
)
SYSTEMATIC = (
    r"\b(?:systematic(?:ally)? (?:literature )?(?:review|search)|prisma|cochrane library)\b|"
    r"\b(?:pubmed|embase|medline)\b.{0,600}\bmeta-analy[sz]|"
    r"\bmeta-analy[sz]\w+\b(?=.{0,600}\b(?:studies|trials|articles|pubmed|embase|medline)\b)"
)
"""A meta-analysis of what was published; cohorts of one's own are pooled by the same word."""
ADVISING = (
    r"\b(?:delphi (?:process|method|study|survey|panel|rounds?|technique|consensus(?! criteria))|"
    r"consensus (?:statement|recommendation)s?|expert (?:panel|consensus))\b"
)
RANDOMISED = (
    r"\brandomi(?<!non-randomi)[sz]ed(?:(?:,| [\w-]+){0,3} (?:trial|study|controlled(?! trials)|placebo|cross-?over|"
    r"experiment)\b(?! (?:(?:is|are) )?(?:needed|lacking|warranted|required))|"
    r" (?:to|into|in a)\b)|\brandomly (?:\w+ )?(?:assigned|allocated|divided|grouped)\b|"
    r"\brandom number table|\bplacebo-controlled\b|\bdouble-blind"
)
TRIAL = (
    r"\b(?:healthy|normal|male|human|adult) (?:[\w-]+ ){0,2}volunteers (?:[\w-]+ ){0,3}(?:received|ingested|"
    r"were (?:given|treated|infused|injected))\b|\b(?:given|administered|infused|"
    r"injected)(?: \w+)? (?:in)?to (?:[\w-]+ ){0,4}volunteers\b|\b(?:phase (?:[1-4]|i{1,3}v?)[ab]?\b(?=.{0,20}(?:trial|"
    r"study))|open-label|single-arm|clinical trial registr\w+|pilot trial)"
)
OBSERVING = (
    r"\b(?:cohort|case-control|cross-sectional|retrospective(?:ly)?|prospective(?:ly)?|registry|survey|questionnaire|"
    r"odds ratio|hazard ratio|genotyp\w+|healthy (?:controls|volunteers|subjects)|consecutive patients|"
    r"patients with|were enrolled|were recruited)\b"
)
IN_SILICO = (
    r"\b(?:network pharmacology|bioinformatics?|mendelian randomi[sz]ation|wgcna|molecular docking|in[- ]silico|"
    r"gene expression omnibus|geo database|tcga|protein-protein interaction|hub genes?|kegg|"
    r"cibersort\w*|ssgsea|gse\d+)\b"
)
ONE_PATIENT = (
    r"\bthis case (?:report|series)\b|\bwe (?:report|describe|present)\b.{0,40}\b(?:two|three|four|five|six|"
    r"[2-6]) (?:[\w-]+ ){0,3}(?:patients|cases|girls|boys|men|women|infants|children|siblings|brothers|sisters|"
    r"families)\b|\bwe (?:report|describe|present)\b.{0,60}\b(?:case|patient|girl|boy|man|woman|infant)\b|\b(?:boy|"
    r"girl|man|woman|child|infant|patient),? aged \d+ (?:years?|months?|days?|weeks?),|\b\d+[- ](?:year|month|day|"
    r"week)s?[- ]old,? (?:\w+ ){0,2}(?:girl|boy|man|woman|male|female|infant|patient|child)\b|"
    r"\bthe patient (?:was (?:diagnosed|treated|started|given|admitted)|presented|developed|responded|recovered)\b"
)

MOLECULAR = (
    r"\bwe (?:\w+ )?(?:show|showed|found|demonstrated?|identif(?:y|ied)|report)\b(?=.{0,400}"
    r"\b(?:receptors?|proteins?|mrna|signall?ing|pyroptosis|mutants?|knock(?:down|out)|overexpression)\b)"
)
"""A finding on molecules where neither people, animals nor cells are named: a plant, a protein, a tissue by name."""
BIOCHEMISTRY = (
    r"\b(?:purif(?:ied|ication)|molecular weight|amino[- ]acid sequenc\w+|electrophores\w+|chromatograph\w+|cdnas?|"
    r"cloned|cloning|crystal structure|binding sites?|binding affinity|homology|enzymatic\w*|substrates?|mutants?|"
    r"monoclonal antibodies (?:against|to)|recombinant|escherichia coli|synthesi[sz]ed|sds-page|western blot\w*)\b"
)
"""What is done with proteins, genes and substances, where nobody is named on whom."""
ACTS = (
    r"\b(?:inhibit|suppress|alleviat|attenuat|ameliorat|promot|enhanc|induc|mediat|regulat|modulat|activat|prevent|"
    r"protect|facilitat|exacerbat|impair|trigger|(?:up|down)-?regulat|stimulat|decreas|increas|reduc|confer|driv|block)"
    r"e?s\b(?! (?:in|of)\b)|"
    r"\b(?:inhibition|suppression|inhibitory effects?|downregulation|upregulation|overexpression) of\b"
)
"""A title that says what one thing does to another, as experiments are named."""
MEASURING = (
    r"detection(?: limits?|(?<=limit of detection)|(?<=limits of detection))(?: \(\w+\))? "
    r"(?:of|was|were|is|for|down to|as low as) (?:[\w-]+ ){0,5}\d"
)
"""A way to measure something, tried on samples: no study of those who gave them."""
TRIED_TITLE = r"\b(?:effects?|efficacy) of\b"
TRIED_ON = (
    r"\b(?:effects?|efficacy)(?: and safety)? of (?:[\w-]+ ){1,12}(?:on|in) (?:[\w-]+ ){0,3}(?:patients|volunteers|"
    r"subjects)\b"
)
TRIED = r"\b(?:administ\w+|infus\w+|injections?|perfusion|supplementation|receiv\w+|placebo|doses?)\b"
"""A work on the effect of something that was given is a trial of it, however old and small."""
LOOKED_BACK = (
    r"\b(?:retrospective\w*|cohorts?|registry|case-control|cross-sectional|(?:odds|hazard) ratio|databases?|records|"
    r"consortium|survey)\b"
)
"""What was given was given for other reasons, and looked at."""
WATCHED = r"\b(?:observational|cross-sectional|case-control|retrospective) (?:\w+ )?study\b"
"""A study of horses or dogs that are ill is observational too; of rodents none is."""
RODENTS = r"\b(?:mice|mouse|murine|rats?)\b"
CLINICAL = (
    r"\bpatients (?:with [^.]{1,60} )?(?:and|versus|vs\.?|compared (?:with|to)|than(?: in)?) (?:[\w-]+ ){0,4}"
    r"(?:controls?|volunteers|donors|subjects|individuals)\b|"
    r"\b(?:disease activity|(?:overall|disease-free|metastasis-free|progression-free) survival|postoperative outcomes?|"
    r"treatment response|responders|follow-up|clinical (?:response|remission|improvement)|cohort|"
    r"\d+ (?:[\w-]+ ){0,4}patients|(?:were|was) (?:enrolled|recruited))\b"
)
"""A study of patients, whose cells may be looked at in culture too."""
MECHANISM = r"\b(?:mechanistically|co-?immunoprecipitat\w+|immunoblot\w*|downstream of|upstream of)\b"
"""How a mechanism is described, though patients may be all that is named with it."""
MATERIAL = (
    r"\b(?:compounds?|extracts?|fractions?|hydrogels?|scaffolds?|nanoparticles?|peptides?|polysaccharides?)\b.{0,300}"
    r"\b(?:anti-?inflammatory|inhibit\w+|wound|antioxidant|cytokines?|expression|levels)\b"
)
"""A substance made and tried out, and not said on what."""
EXPERIMENT = (
    r"\b(?:ic50|nmr|elisa|mutants?|immunohistochem\w+|immunostain\w+|co-?immunoprecipitat\w+|(?:was|"
    r"were) synthesi[sz]ed|(?:synthesis|synthesi[sz]ed) (?:and|of)|(?:inhibitory|enzyme|binding|biological) assays?|"
    r"(?:antimicrobial|cytotoxic|inhibitory) activit(?:y|ies))\b"
)
"""Work at the bench: docking with it is its aid, and not the study."""
PUBLIC_DATA = (
    r"\b(?:network pharmacology|mendelian randomi[sz]ation|wgcna|gene expression omnibus|geo database|tcga|"
    r"hub genes?|cibersort\w*|ssgsea|gse\d+)\b"
)
"""A study of data that others published, though a result of it be tested at the bench."""


FINDING = (
    r"\b(?:was|were|had|showed|exhibited|revealed|our|study|significantly)\b|\bp ?[<=>] ?0?\.|\bn ?= ?\d|"
    r"\bwe (?!(?:\w+ ){0,2}(?:review|discuss|summari[sz]e|describe|highlight|focus|propose|provide|outline|cover|"
    r"consider|present|argue|explore|emphasi[sz]e|suggest|address|aim)\b)\w+"
)
"""What an abstract says of work of its own. In a bulk file of NLM's, 160 of 360 abstracts marked as reviews had none of
it, and 109 of 2,149 others, a third of which were reviews too."""


CASE_HEADING = r"^case\b|\bcases?\b.*\b(?:presentation|report|description|summary|history)|^patient concerns?$"
"""The heading of a section that tells of one patient."""
