"""The words that say on whom a work was done, as patterns for folded text."""

from __future__ import annotations

CELL = (
    r"(?:(?:cell|macrophage|monocyte|lymphocyte|neuron|fibroblast|chondrocyte|keratinocyte|hepatocyte|neutrophil|"
    r"synoviocyte|astrocyte|osteoclast|osteoblast|cardiomyocyte|podocyte|adipocyte|tenocyte|myoblast|myotube|"
    r"splenocyte|thymocyte|leu[ck]ocyte|granulocyte|eosinophil|phagocyte|explant|b?msc|bmm?c|bmdc|bmdm)s?|microglia|"
    r"pbmcs)\b(?! (?:infiltration|accumulation|recruitment|loss|death|degeneration|production|interactions?|sorting|"
    r"counts?|differential|numbers|antigens?)\b)"
)
"""A kind of cell; "LPS-induced macrophage infiltration" happens in an animal, "activated cell sorting" in a machine."""

SPECIES = (
    r"(?:rabbit|mouse|murine|rat|goat|sheep|ovine|donkey|horse|equine|pig|porcine|swine|bovine|calf|guinea[- ]pig|"
    r"hamster|chicken|hen|dog|canine|cat|feline|monkey|simian|avian|zebrafish|xenopus|drosophila)"
)
"""An animal that lends its name to a reagent, a gene or a virus."""

REAGENT = (
    r"\banti-(?:rabbit|mouse|murine|rat|goat|sheep|bovine|horse|guinea[- ]pig|hamster|chicken)\b|"
    rf"\b{SPECIES}s?[- ](?:(?:anti(?!gen|oxid|-?inflam|-?tum|-?canc|-?arthr)[\w-]*|polyclonal|monoclonal|"
    r"(?:hyper)?immune (?:sera|serum|globulins?)|hybridomas?|antisera|antiserum|antibod(?:y|ies)|ig[gmae]\d?\w*|"
    r"immunoglobulins?)\b|(?:(?:serum )?albumin|serum|sera|complement|reticulocyte|erythrocytes?|red (?:blood )?cells?|"
    r"red cells|rbcs?|eggs?|egg white|ovalbumin|milk|collagen|trypsin|thrombin|insulin|thyroglobulin|"
    r"gamma[- ]?globulin)\b|(?:[\w-]+ ){0,3}(?:retro|herpes|pox|adeno|rota|corona|circo)?virus(?:es)?\b|(?:fever|flu|"
    r"influenza)\b|(?:(?:il|interleukin|tnf|ifn|interferon|gm-csf|m-csf|g-csf|tgf|egf|ngf|cytokine|"
    r"tumou?r necrosis factor)(?:[- ]?\d+)?(?:[- ](?:alpha|beta|gamma|ra|receptor))?\b(?! (?:levels|concentrations|"
    r"knock|deficien))|genes?\b|cdnas?\b|genom\w+|chromosom\w+|homolog\w+|ortholog\w+))|\b(?:fo?etal|newborn|"
    r"neonatal) (?:bovine|calf) serum|\brecombinant (?:murine|mouse|rat|bovine|porcine) [\w-]+"
)
"""What is named by an animal and is not one: an antibody or serum made in it, a test erythrocyte, its gene or protein,
its virus. "Rabbit anti-human IgG" is a reagent of work on people. Bovine serum of cell culture likewise."""

ANIMAL = (
    r"\b(?:mice|rats|rodents?|rabbits?|zebrafish|(?<!\()fish(?! (?:oil|analysis|probe|assay))|tilapia|trout|salmon|"
    r"(?:common|grass|crucian|silver|black|bighead|koi) carp|flounder|turbot|grouper|catfish|sea ?bass|teleosts?|pigs|"
    r"piglets?|minipigs?|swine|dogs|cats|horses|racehorses|foals?|chickens?|broilers?|chicks|poultry|geese|ducks|hens|"
    r"turkeys|quails?|cows|cattle|calves|sheep|lambs?|goats|buffalo(?:es)?|camels?|monkeys|macaques?|baboons?|"
    r"marmosets?|hamsters?|guinea pigs?|gerbils?|ferrets?|frogs?|bullfrogs?|toads?|torpedo|electric (?:eels?|fish)|"
    r"xenopus|insects(?! bites?)|larvae|mosquitoes|silkworms?|honey ?bees|snails|drosophila|c\. elegans|caenorhabditis|"
    r"prawns?|shrimps?(?! allerg)|oysters?|mussels|c57bl/?6j?|balb/c|xenografts?|sprague[- ]dawley|wistar|(?:mouse|rat|"
    r"murine|porcine|canine(?! (?:tooth|teeth|retraction|distali[sz]ation))|feline|equine|bovine|ovine|caprine|dog|pig)"
    rf"(?! (?:[\w.-]+ ){{0,3}}(?:{CELL})))\b"
)
"""Animals themselves; "murine macrophages" are cells, and CARP and FISH are abbreviations."""

SURELY_ANIMAL = (
    r"\b(?:mice|rats|rabbits|pigs|dogs|cats|horses|calves|monkeys|hamsters|chickens|zebrafish (?:larvae|embryos))\b"
)
"""Animals in the plural, which no reagent is named by: asked first, for speed."""

PROCEDURES = (
    r"\b(?:gavage|intraperitoneal(?:ly)?(?: \w+)? (?:inject|administ)\w+|(?:injected|administered) intraperitoneally|"
    r"sham[- ]operated|littermates|ovariectomi[sz]ed|streptozotocin-(?:induced|treated)|ca?ecal ligation|"
    r"middle cerebral artery occlusion|dss[- ]induced|dextran sul(?:f|ph)ate sodium|tnbs-induced|imiquimod-induced|"
    r"bleomycin-induced|carrageenan|(?:collagen|antigen|adjuvant)-induced arthritis|freund's (?:complete )?adjuvant|"
    r"experimental autoimmune \w+|chronic constriction injury|high[- ]fat diet[- ]fed)\b"
)
"""What is done to animals only, where an abstract does not say which animal it was."""

PERHAPS_ANIMAL = r"\b(?:in[- ]vivo(?!-like)|animal (?:models?|experiments?))\b"
"""Said of volunteers too, and of the work of others: an animal where no people are named, where cells were altered, or
where there are cells and nobody took part."""

LINE = (
    r"\b(?:raw ?264\.?7|thp-?1|huvecs?|bv-?2|hek-?293t?|a549|mrc-?5|caco-?2|hacat|bmdms?|sh-sy5y|hela|mcf-?7|hepg2|"
    r"huh-?7|jurkat|u937|k562|hl-?60|mda-mb-\d+|hct-?116|ht-?29|u-?87|pc-?12|h9c2|c2c12|3t3-l1|nih-?3t3|mc3t3-e1|"
    r"atdc5|rbl-2h3|hk-?2|beas-?2b|arpe-?19|j774|p388d1|min6|(?:vero|cho|cos) cells|"
    r"(?=[a-z]{1,6}-?\d)(?!(?:cd|th|tc|ilc|foxp|ig|il|ki|pd|cc|cx|cox|iba|ccr|cxcr|ly|gata|tlr|mmp|nk)-?\d|"
    r"[bmt]-?[12]\b)[a-z]{1,6}-?\d\w*(?:[.-]\d\w*)? cells)\b"
)
"""Cell lines by name, and what is named like one: letters and a number before "cells"; CD8, Th17 and M2 are none."""

BENCH = (
    r"\b(?:in[- ]vitro(?! (?:inactivation|diagnos|transcri|translat|digest|release))|cell lines?|cell cultures?|"
    r"co-?cultur\w+|monocultures?|monolayers?|organoids?|on-(?:a-)?chip|"
    r"cell viability|transfect\w+|sirnas?|shrnas?|small interfering rna|crispr\S*|knock(?:ed)?[- ]?down|luciferase|"
    r"chromatin immunoprecipitation|transwell|lymphoproliferation|thymocyte (?:proliferation|co-?mitogen\w+|assay))\b"
)
"""What is done with cells only."""

ASSAY = (
    r"\b(?:(?:lymphocyte|lymphoblast|leu[ck]ocyte|thymocyte|splenocyte|spleen cell|t[- ]cell) "
    r"(?:transformation|blastogenesis|cultures?|stimulation|responsiveness|proliferation assays?)|blastogen\w+|"
    r"(?:co-?)?mitogens?(?![- ]activated)|mitogenic|phytoha?emagglutinin|concanavalin|"
    r"rosett(?:e|ing) (?:\w+ )?(?:assays?|tests?|inhibition|formation|technique)|migration inhibit\w+|"
    r"plaque[- ]forming|colony[- ]forming|(?:3h-?|tritiated )thymidine|thymidine (?:incorporation|uptake)|"
    r"diffusion chambers?|culture supernatants?|mixed (?:lymphocyte|leu[ck]ocyte)|cytotoxicity assays?)\b"
)
"""The tests of immunologists since the 1960s, which are done with cells in culture though nobody says so."""

CHANGED_GENES = r"\b(?:transfect\w+|sirnas?|shrnas?|crispr\S*|knock(?:ed)?[- ]?down|overexpress\w+|silencing)\b"
ALTERED = rf"\bcell lines?\b|{CHANGED_GENES}"
"""Cells of a line, or with a gene silenced or added: these are put into animals and not into people."""

BOTH_WAYS = r"\bin[- ]vitro and (?:in[- ])?vivo\b|\bin[- ]vivo and (?:in[- ])?vitro\b"
"""Cells and animals as laboratories pair them, unless it was given to people."""

LIKELY_CELLS = r"\bcells?\b|\bic50\b|\binhibitory\b|\bantioxidant\b|\bparasites?\b"
"""In an experiment that names nobody: it was done in a dish."""

GIVEN = (
    r"\bvolunteers\b|\b(?:patients|subjects|men|women|children) (?:[\w-]+ ){0,4}(?:received|(?:were|was) given|"
    r"treated with)|"
    r"\b(?:given|administered|infused)(?: \w+)? (?:to|in) (?:[\w-]+ ){0,4}(?:patients|subjects|men|women|children)\b"
)
"""People to whom something was given."""

_OF = r"(?!(?:in|of|by|to|with|between|and|from|function|role|response) )"
_WHICH = rf"(?:{_OF}[\w.-]+ ){{0,2}}"
"""Words that say which cells: "LPS-induced murine macrophages", not "LPS-induced activation of macrophages"."""

HANDLED = (
    rf"\b(?:cultured|isolated) (?:(?!(?:from|of|in) )[\w-]+ ){{0,6}}(?:{CELL})|"
    rf"\bprimary (?:{_OF}[\w-]+ ){{0,3}}(?:{CELL})|"
    rf"\b(?:human|mouse|rat|murine|bovine|porcine|canine|equine) (?:{_OF}[\w.-]+ ){{0,3}}(?:{CELL})|"
    rf"\b(?:peritoneal|bone marrow-derived|monocyte-derived) (?:\w+ )?(?:{CELL})|"
    rf"(?:\b(?:treated|stimulated|exposed)|-(?:induced|activated|challenged|primed|infected)) {_WHICH}(?:{CELL})|"
    rf"\b(?:{CELL}) (?:were|was) (?:treated|exposed|stimulated|incubated|cultured|infected|transfected|isolated)"
)
"""Cells in culture; "activated microglia" and "activated T cells" are of a patient or an animal."""

CELLS = (BENCH, LINE, HANDLED)
"""The signs of cells in culture, the quickest first."""

PEOPLE = (
    r"\b(?:patients?|participants?|volunteers?|healthy controls|subjects|children|infants?|adolescents|adults|women|"
    r"men|woman|man|boys?|girls?|older people|people (?:with|who|aged)|individuals|cohort|donors?|biopsies|autops(?:y|"
    r"ies)|newborns?|neonates|pregnant|clinical trials?|twins|recipients|survivors|inpatients|outpatients|athletes|"
    r"workers|smokers|\d+ (?:[\w-]+ ){0,2}(?:cases|tumou?rs|(?!hybrid)\w+omas))\b"
)

_BODY = (
    r"(?:skin|gingiva|gingival|synovium|synovial|mucosal?|lungs?|hearts?|brains?|livers?|kidneys?|colon|placentas?|"
    r"arter(?:y|ies)|aortas?|muscles?|tumou?rs?|bones?)"
)
_PERSON = (
    r"\b(?:patients?|volunteers|humans|individuals|subjects|women|men|children|infants|"
    r"(?:healthy|blood|human|normal|adult|organ|tissue) donors?|donors(?! mice| rats))\b"
)
_TAKEN = (
    r"\b(?:samples?|tissues?|serum|sera|plasma|blood|biops\w+|specimens?|cells|lymphocytes|monocytes|macrophages|"
    r"neutrophils|leu[ck]ocytes|fibroblasts|chondrocytes|synoviocytes|pbmcs?|cartilage|igg|fluids?)\b"
)
SAMPLES = (
    rf"{_TAKEN}[^.]{{0,40}} (?:from|of) [^.]{{0,50}}{_PERSON}|{_TAKEN} from (?:[\w-]+ ){{0,2}}human\b|"
    rf"{_TAKEN} in (?:[\w-]+ ){{0,3}}{_PERSON}|"
    rf"\b(?:harvested|obtained|collected|isolated|taken|derived) from [^.]{{0,60}}{_PERSON}|"
    r"\b(?:patients?'?s?|donors?'?|clinical|(?<!from )human) (?:[\w-]+ ){0,2}(?:serum(?! albumin)|sera|plasma|blood|"
    r"tissues?|samples?|biops\w+|specimens?)\b|"
    rf"\b(?:normal |healthy )?human (?:[\w-]+ )?{_BODY}\b(?! (?:[\w-]+ ){{0,3}}(?:{CELL}))(?!-)|"
    rf"\b{_BODY} (?:of|from|in) (?:[\w-]+ ){{0,3}}(?:patients|donors|humans)\b|"
    r"\b(?:\d+|healthy|with) (?:\w+ ){0,2}(?:patients|volunteers|donors|participants)\b|"
    r"\b(?:humans|patients) (?:with [^.]{1,40} )?(?:had|showed|exhibited|underwent|received)\b|"
    r"\bpatients and (?:\w+ )?controls?\b|\bclinical (?:study|cohort)\b|\bautops(?:y|ies)\b|"
    r"\bwhole[- ]blood (?:cell )?(?:cultures?|assays?|stimulation)\b|\btissues and (?:[\w-]+ )?cells?\b|"
    r"\b(?:paired|adjacent|matched) (?:[\w-]+ ){0,2}(?:tissues?|specimens?)\b|\bin an? (?:[\w-]+ ){0,3}cohort\b"
)
"""In laboratory work patients are often only the reason for it; they took part where something was taken from them,
as from those whose tumours are compared: "tissues and cells", "adjacent tissue"."""

DISEASED_TISSUE = (
    r"\b(?:cancer(?:ous)?|tumou?r|\w*carcinoma|gc|nsclc|crc|hcc|ccrcc|degenerat\w+|inflamed|lesional|psoriatic|oa|ra|"
    r"pneumonia|sepsis|asthma\w*|(?<!from )human \w+) (?:[\w-]+ ){0,2}(?:tissues?|specimens|serum|sera|cartilages?)\b"
)
"""What of a disease is compared with cells in culture; a patient's, where no animal is named."""

CANCER = r"cancer|carcinoma|adenoma|glioma|sarcoma|melanoma|myeloma|lymphoma|leuka?emia|tumou?r|neoplas"
"""In the title of a work in whose abstract CANCER_TISSUE is looked for; in others that would only cost time."""

CANCER_TISSUE = (
    r"(?:cancer|carcinoma|adenoma|glioma|sarcoma|melanoma|nsclc|crc|hcc|ccrcc|escc|oscc|pdac|tnbc|luad|"
    r"\bgc) (?:tissues|specimens|samples)\b|\bassociated with (?:\w+ )?(?:poor(?:er)?|worse|shorter|"
    r"unfavou?rable) (?:[\w-]+ ){0,2}(?:survival|prognosis|outcomes?)\b"
)
"""Tumours that are named by their kind were people's, and so were those that foretell how long somebody lives."""

DONE_ON_PEOPLE = (
    r"\bclinical (?:trial|study)\b|\b(?:in|of|from) (?:[\w-]+ ){0,3}(?:humans|man|patients|volunteers|children|women)\b"
)
"""In the title of laboratory work."""

MOLECULES = (
    r"^(?!.*\b(?:clinical\w*|manifestations?|treatments?|therapy|therapies|management|diagnos\w+|risk factors?)\b).*"
    r"\b(?:mechanisms?|pathogenesis|molecular|cellular|signal?ling|pathways?|compounds?|structures?)\b"
)
"""In the title of a review without a word of the clinic: what happens in cells is its matter, and patients are why it
matters."""

CITED_PEOPLE = PEOPLE.replace(r"|clinical trials?", "").replace("|man|", r"|(?<!in )man|")
"""People in a review: that trials are under way is said of any molecule, and "in man" of a species."""

PEOPLES_DATA = (
    r"\b(?:tcga|cancer genome atlas|gwas|genome-wide association|mendelian randomi[sz]ation|biobank|"
    r"gene expression omnibus|geo (?:database|datasets?)|cibersort\w*|gse\d+|overall survival|prognos(?:is|tic))\b"
)
"""Public data that is of people where no animal is named."""
