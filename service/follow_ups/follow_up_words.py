"""The words by which a question goes on from the one before, as patterns.

`service.follow_ups.carrying` says what follows from each.
"""

from indexer.patterns import any_case

_SERVICE = (
    r"(?:this|the|your)\s(?:site|page|app|tool|service|assistant|data(?:base)?|index|corpus|information|answers?)"
)
_OF_THE_SERVICE = (
    rf"help(?:\sme)?|who\s(?:are|made)\syou|what(?:\sis|['’]?s|\sdoes)\s{_SERVICE}(?:\s(?:do|for|about))?|"
    r"(?:are|were)\syou\s(?:an?\s)?(?:real\s)?(?:human|person|robot|bot|ai|machine|doctor|pharmacist|nurse|chat\s?gpt|llm)|"
    rf"how\s(?:accurate|reliable|good|old|new|recent|current|up[\s-]to[\s-]date)\s(?:are\syou|(?:is|are)\s{_SERVICE})|"
    r"(?:what|which)\s(?:are\s)?(?:your\s|the\s)?(?:data\s)?sources(?:\sdo\syou\s(?:use|have))?|"
    rf"where\s(?:do\syou|does\s{_SERVICE})\s(?:get|take|have|come)\b"
    r"(?:\s(?:your|this|the|its|all|data|information|answers?|from))*|"
    rf"when\s(?:was|were)\s(?:you|{_SERVICE})\s(?:last\s)?(?:updated|built|made|trained|indexed)"
)
ASKS_NOTHING = any_case(
    r"^\W*(?:ok(?:ay)?\W+)?(?:(?:great|cool|perfect|good|nice|thanks?|thank\syou|thx|cheers|hello|hi|hey|there|bye|goodbye|"
    r"good\s(?:morning|afternoon|evening)|very\smuch|so\smuch|a\slot|that\s(?:helps|helped)|helpful|got\sit|i\ssee|understood|"
    r"what\s(?:can|do|are)\syou(?:\s(?:do|know|cover|answer|help\s(?:me\s)?with))?|what\scan\si\sask(?:\syou)?|"
    rf"{_OF_THE_SERVICE})"
    r"\b\W*)*$"
)
"""Thanks, a greeting, a question about the service: what has been spoken of stays."""
_PAUSE = r"\s*[?.,!;:-]+\s*"
_IN_VAIN = (
    r"(?:so\s)?(?:none|nothing|no(?=\s?\?)|no\s(?:trials?|studies|luck|results?|hits?))(?:\s(?:there|here|found|at\sall|"
    rf"(?:in|for|from|at)\s[^?.!;,]{{1,40}}))?{_PAUSE}(?:(?:and|so|ok(?:ay)?)\s)?"
)
_ASIDE = (
    r"(?:thanks?(?:\s(?:you|a\slot|so\smuch))?|great|perfect|good|right|alright|(?:oh\s)?well|hmm+|i\ssee|got\sit|really|"
    r"seriously|are\syou\ssure|hi|hello|hey|(?:one\s)?(?:last|more|final|another|quick)\s(?:question|thing))"
)
_SAME_AGAIN = (
    r"(?:the\s)?same(?:\s(?:again|thing|question|search|query|list|trials|studies|ones))*[\s,]+"
    r"(?:but\s|(?=(?:in|from|since|at|near|by|before|only|without)\s))"
)
AFTERTHOUGHT = any_case(rf"^\W*(?:{_IN_VAIN}|{_ASIDE}{_PAUSE}|(?:ok(?:ay)?|hmm+)\b[\s.,!;:-]*|{_SAME_AGAIN})+(?=\w)")
"""Said of the answer, before what is asked: "none in Japan? then China", "thanks. And in children", "same but …"."""
_DENIES = (
    r"(?:(?:no\s)?wait|no|nope|oh|oops|sorry|apologies|not\sthat(?:\sone)?|(?:the\s)?wrong\s\w+|my\s(?:mistake|bad)|rather|"
    r"correction)"
)
_MEANS = (
    r"(?:sorry|actually|wait(?!\s(?:times?|lists?|until|for|before|after|between|\d))|what\sdid\syou\ssay\sabout|"
    r"try(?!\s(?:to|not|and)\b)|i\s(?:only\s)?(?:mean|meant|said|(?:asked|wanted)(?:\sabout|\sfor)?)"
    r"(?:\sto\s(?:say|ask|type|write))?(?!\sto\b)|(?:make|change)\s(?:it|that)(?:\s(?:to|into))?|switch(?:\sit)?\sto|"
    r"(?:(?:go|come)\s)?back\sto(?!\s(?:the|all|that|those|them|my)\b))"
)
CORRECTS = any_case(
    rf"^\W*(?:{_DENIES}\s*[.,!;:-]+\s*|(?:(?:no|oh|oops|sorry|but|and)\s)*{_MEANS}\b[\s.,!;:-]*)+(?=\w)"
)
"""Takes back what was said, before what is meant: "no, I meant fluoxetine", "actually make it phase 3"."""
RESET = any_case(
    r"\b(?:new|different)\s(?:question|topic)\b[\s:,.-]*|"
    r"(?:^|(?<=[.!;,])\s)\W*(?:(?:ok(?:ay)?|no|please|just|let's)\W+){0,3}(?:start\sover|forget\s(?:about\s)?(?:that|it)|reset)\b[\s:,.-]*"
)
"""Forget what was said before: "new question: …"."""
YES = any_case(
    r"^\W*(?:yes|yeah|yep|yup|ok|okay|sure|please|y|go\son|continue|more|tell\sme\smore|show\s(?:me\s)?more|"
    r"more\s(?:details|please)|why(?:\snot)?|(?:export|download|save|print|copy)(?:\s(?:it|this|that|them|those|all|the\s\w+))?|"
    r"go\sahead)(?:[\s,]+(?:please|tell\sme\smore|go\son|more|do))?\W*$"
)
"""Go on with the question before: "yes", "tell me more", "why?", "export them"."""
MORE_OF_THEM = any_case(
    r"^\W*(?:and\s)?(?:(?:can\syou\s)?show\s(?:me\s)?)?(?:some\s)?(?:more(?:\s(?:trials|studies|results|of\sthem))?|(?:the\s)?next\s"
    r"(?:page|two|three|four|five|ten|twenty|few|ones|\d+))(?:\splease)?\W*$"
)
"""The next page of a list."""
_ALIKE = (
    r"(?:does|do|is|are)\s(?:that|this|it|they)\s(?:includ\w+|apply\sto|true\s(?:for|of|with)|the\ssame\s(?:for|with|as))|"
    r"(?:the\s)?same\s(?:question\s|thing\s)?(?:for|with)"
)
OPENING = any_case(
    r"^\W*(?:(?:and|but|also|ok(?:ay)?|so|then|now|just|only|or)\b[\s,]*)*"
    rf"(?:what\sabout|how\sabout|{_ALIKE}|only|just|and)?\b[\s,]*"
)
"""What a second half of a sentence opens with: "and", "what about"."""
ELLIPTIC = any_case(
    r"^\W*(?:and|but|also|only|just|or|plus|now|then|so|what\sabout|how\sabout|what\sif|(?:the\s)?same|in|for|with|without|"
    r"since|after|before|near|from|by|the|which\s(?:of|ones?)|any|at\sleast|at\smost|especially|(?:as\s)?compared?|vs|versus|"
    r"exclud(?:e|ing)|except|other\sthan|leave\sout|remove|drop|skip|omit|not|no|outside|include|including|add|"
    rf"{_ALIKE})\b"
)
"""As a second half of a sentence opens, where it is short."""
DRUG_PRONOUN = any_case(
    r"\b(?:its|it'?s\s(?=half|side|dose|mechan|use)|it|(?:this|that|the|the\ssame)\s(?:drug|medicine|medication|"
    r"one)|this|that)\b(?!\s(?:trial|study|one))"
)
""""it", "this drug"."""
ANY_OF_FIELD = any_case(
    r"^\W*(?:and\s|or\s)?(?:worldwide|anywhere|everywhere|globally)\W*$|\b(?:any|all|every|(?:regardless\sof|ignore|drop|remove|forget(?:\sabout)?|without|clear|"
    r"whatever)(?:\sthe|\sany)?|not\sonly\sthis)\s"
    r"(?P<field>phase|allocation|masking|design|status|countr(?:y|ies)|sponsor|condition|cit(?:y|ies)|drug|statuses|filter|size|age|sex|gender|date|year|"
    r"(?<!any\s)(?<!all\s)result)s?"
    r"(?:\s(?:limit|filter|range|restriction)s?)?\b(?!\s(?:\d|[iv]+\b|but\b|except\b|other\b|outside\b|apart\b|not\b))"
)
"""Let a filter go: "any phase", "worldwide"; not "any phase 3", "any country but Japan"."""
ASKS_FOR_SOME = any_case(
    r"^\W*(?:and\s|so\s)?(?:are\sthere|is\sthere|any|does\sit\shave|do\s(?:you|they)\shave|"
    r"show\s(?:me\s)?(?:the\s|its\s)?(?:trials|studies))\b"
)
""""are there any …", "show me trials"."""
ALSO = any_case(
    r"\b(?:take|taking|give|given|have|having|add|adding|use|using|drink|on)\b.*\b(?:too|as\swell|also|at\sthe\ssame\stime|"
    r"on\stop|together|alongside)\b|\b(?:also|together)\b.*\b(?:take|taking|give|given|have|add|use|using)\b"
)
"""One drug beside another: "can she take aspirin too?"."""
WITH_THE_DRUG = any_case(r"\b(?:with|on|taking|using)\s(?:my\s)?$")
"""Right before a drug beside which something else was asked about: "can I drink wine with …"."""
EATEN = any_case(
    r"\b(?:[a-z]+\s)?(?:juice|wine|beer|cheese|chocolate|bananas?|spinach|kale|broccoli|yogh?urt|"
    r"supplements?)\b(?!\s\w)"
)
"""What people eat and drink: "what about cranberry juice?"."""
AND = any_case(r"^\W*(?:and|plus)\s(?!what\b|how\b)")
"""Joined to what was said: "and isosorbide?"."""
COMPARES = any_case(r"\b(?:compar\w*|vs\.?|versus|than|instead|differ\w*|with|and|or)\b")
"""Set side by side, or joined, with the drug before: "compare it with …"."""
ACTS_ON = any_case(
    r"\b(?:it|this|that)\s(?:also\s)?(?:affect|interfere|interact|increase|decrease|raise|lower|react|mix|change|block|inhibit|"
    r"induce|boost|include)s?\b"
)
"""What the drug before does to another: "does it affect clopidogrel?"."""
EXPLETIVE = any_case(
    r"\bit\s(?:is\s|be\s|was\s|still\s)*(?:safe|ok(?:ay)?|possible|dangerous|bad|fine|good|allowed|advisable|recommended|necessary|wise|"
    r"harmful|true|risky|normal|better|best)\s(?:for\s(?:\w+\s){1,3})?(?:to|that|if|when)\b"
)
"""Stands for what follows, not for a drug that another is named beside: "is it safe to take …"."""
NEVER_A_DRUG = any_case(
    r"\bit\s(?:is\s|be\s|was\s)?(?:normal|true|possible|necessary|advisable|wise|common|usual)\s(?:for\s(?:\w+\s){1,3})?(?:to|that|if)\b"
)
"""Stands for what follows, whatever was spoken of: "is it normal to feel tired"."""
COMPARATIVE = any_case(
    r"^\W*(?:(?:and|but|so)\s)?(?:is|are|does|do|would|will)\s.*\b(?P<how>(?:safer|better|worse|stronger|weaker|cheaper|faster|"
    r"milder|gentler|(?:more|less)\s\w+)(?:\s(?:for|in|on|during|with)\s[\w\s]{2,40})?)\W*$"
)
"""Sets a drug beside the one before: "is ibuprofen safer?"."""
SETS_BESIDE = any_case(
    r"^\W*(?:(?:and|now|then|please|or)\s)*(?:compared?(?:\s(?:it|that|this|them))?\s(?:with|to|and|against)|vs\.?|versus)\s"
)
"""Asks for the drug before beside another: "compare with glipizide", "vs glipizide?"."""
WHICH_ONE = any_case(
    r"\bwhich\s(?:one|of\s(?:them|the\stwo)|is)\b|\bone\b.{1,40}\bthe\sother\b|"
    r"^\W*(?:and\s|but\s|so\s)?(?:is|are|does|do|can|has|have)\s(?:either|neither|any|one|both)\b"
)
"""Of drugs that are compared: "which one is safer?", "is one better than the other?"."""
WITH = any_case(
    r"^\W*(?:(?:and|or|but|also|what\sabout|how\sabout|what\sif|if)\b[\s,]*)*(?:(?:taken|given|used|combined|"
    r"combining|mixed|together|along|in\scombination)\s)*(?:with|plus|alongside|on\stop\sof|"
    r"(?:while|whilst|when|if)\s(?:\w+\s){0,2}?(?:on|takes?|taking|uses?|using))\b(?!\sor\b)\s*(?:an?\s|the\s)?"
)
"""Something beside what was asked about: "and with amlodipine?", "combined with ibuprofen"."""
WHAT_ABOUT = any_case(r"^\W*(?:(?:and|but|so)\s)?(?:what|how)\sabout\b")
"""The question before, of something else in the place of what was said."""
INSTEAD_OF_THE_FIRST = any_case(r"^\W*(?:and\s|but\s)?(?:(?:the\s)?same\b|for\b)")
"""The question before, of another drug: "same for Crestor", "and for Lipitor?"."""
TAKEN_ALREADY = any_case(
    r"(?:\b(?:while|whilst|when|if|already|patients?|who|someone|people|(?<!can\s)(?<!could\s)(?<!should\s)(?<!may\s)(?:i|i'm|he|"
    r"she|they|we)|(?:my|his|her|our|their)\s\w+)\s(?:\w+\s){0,3}?(?:on|takes?|taking|taken|took|uses?|using)\s(?:my\s|his\s|her\s|the\s)?|\b(?:my|his|her|their)\s)$"
)
"""Right before the drug that a person takes anyway: "can naproxen be taken while on …", "I take …"."""
TOGETHER = any_case(
    r"\b(?:with|together|combin\w*|mix\w*|interact\w*|co-?administ\w*|plus|alongside|affects?|while|whilst|i\stake)\b"
)
"""Two drugs of one person."""
ALL_OF_THEM = any_case(
    r"\b(?:they|them|both(?:\sof\sthem)?|the\stwo|(?:these|those)(?:\stwo)?(?:\s(?:drugs|medicines|medications))?)\b"
)
"""The drugs before, all of them: "do they cause anemia?"."""
BOTH_OF_THEM = any_case(
    r"\b(?:both|together|combined|in\scombination)(?:\sof\s(?:them|these|those))?(?:\s(?:drugs|medicines|medications|countries|places|cities))?"
    r"(?:\s(?:together|combined|in\scombination|at\sonce))?\W*$|\bcombin\w*\s(?:them|both|the\stwo|these|those)\b"
)
"""The drugs before, all in one trial: "trials of both"."""
THEY = any_case(r"\bthey\b")
"""Of one trial, those who run it."""
DEFINES = any_case(
    r"^\W*(?:what(?:'s|\sis|\sare|\scauses|\streats|\striggers)|define|explain|who(?:'s|\sis))\s(?!(?:the|it|its|they|their|this|that|these|those|there|"
    r"with|in|about|for)\b)(?:an?\s)?[\w'-]+(?:\s[\w'-]+)?\W*$"
)
"""A question that says all it is about: "what is asthma?"."""
OWN_SUBJECT = any_case(
    r"\b(?:side[\s-]effects?|adverse\s(?:effects?|events?|reactions?)|interactions?|dos(?:es?|ages?|ing)|half-?\s?li(?:fe|ves)|"
    r"contra-?indications?|symptoms|causes|treatments?|diagnosis)\sof\s(?=\w+\W*$|\w+\s\w+\W*$)(?!(?:it|its|this|"
    r"that|these|those|them|the|both|each|either|taking|using|stopping|overdos\w*|long|an?|any|my|his|her|withdrawal|"
    r"toxicity|one|\d+|use)\b)"
)
"""A section with whose it is, where no drug is named: "side effects of statins"."""
OF_THE_MEDICINE = any_case(
    r"\bthe\s(?:tablets?|capsules?|pills?|dos(?:e|es|age)|injections?|infusions?|pens?|syringes?|solution|liquid|suspension|"
    r"patch(?:es)?|cream|gel|inhaler|drops|medicine|medication|drug|treatment|label|effects?|side[\s-]effects?|risks?)\b|"
    r"\b(?:should|can|must|may|could|need\sto|needs\sto|does|do|has|have)\b.*\b(?:be|been|being)\s(?:\w+ly\s)?(?:checked|"
    r"monitored|measured|tested|taken|given|used|stored|stopped|opened|crushed|split|chewed|cut|injected|swallowed|missed|"
    r"skipped|refrigerated|frozen|mixed|diluted|increased|reduced|adjusted|repeated|interrupted|discontinued|watched|started|"
    r"begun|continued|avoided|expected)\b|\bcontraception\b|\b(?:during|before|after|on|under)\s(?:the\s|this\s)?(?:treatment|therapy)\b|"
    r"\b(?:which|what)\s\w+\s(?:can|could|may|might)\s(?:occur|happen|develop|appear)\b|"
    r"\bhow\s(?:common|frequent|likely|serious|severe|dangerous)\s(?:is|are)\b|\bmissed\sdose"
)
"""Of a medicine that is not named: "can the capsules be opened?", "how common is pneumonitis?"."""
_AMOUNT = (
    r"\d+(?:\.\d+)?\s?(?:kg|kilos?|kilograms?|lbs?|pounds|mg|ml/min|ml\sper|%|(?:-\s?)?(?:years?|yrs?|months?|weeks?)\b)|"
    r"\b(?:poor|intermediate|extensive|rapid|ultrarapid)\s(?:\w+\s)?metaboli[sz]ers?\b|\b(?:crcl|egfr|gfr|creatinine|clearance|bmi|weigh\w*)\b"
)
AMOUNT = any_case(rf"\b(?:{_AMOUNT})")
"""What a dose goes by: "40 kg", "CrCl 25"."""
OF_A_PERSON = any_case(
    rf"^\W*(?:(?:and|but|or|if|in|for|what\sabout|how\sabout)\s)*(?:an?\s|the\s|my\s|some(?:one|body)\s|whose\s|with\s)?"
    rf"(?:{_AMOUNT}|(?:\w+\s)?(?:child(?:ren)?|kids?|infants?|newborns?|bab(?:y|ies)|toddlers?|adolescents?|teen\w*|adults?|"
    r"wom[ae]n|m[ae]n|boys?|girls?|patients?|persons?|people|elderly|neonates?)\b)"
)
"""A person as a fragment: "child weighing 40 kg", "elderly patient with liver disease"."""
TREATED = any_case(r"\b(?:treat(?:ed)?|managed?|reversed?|handled?)\b")
"""Done to what happened, not to the drug: "how is it treated?"."""
GOES_ON = any_case(
    r"^\W*(?:and|but|so|then|also)\b|\b(?:i|we|my|he|she|him|her|his)\b|^\W*(?:is|are)\sthere\s(?:an?|any)\b"
)
"""Of the person it has been about, or of what there is of it: "what should I look out for?", "is there a liquid?"."""
LOOKS_FOR_A_DRUG = any_case(
    r"\b(?:which|what)\s(?:other\s|else\s)?(?:drugs?|medicines?|medications?|pills?|tablets?|treatments?|remed(?:y|ies))\b|"
    r"\b(?:vaccines?|cures?|treatments?|therap(?:y|ies)|remed(?:y|ies)|medicines?|drugs?)\s(?:for|against)\b|"
    r"\b(?:something|anything)\b|\b(?:take|good|best|help|helps)\s(?:for|against|with)\b"
)
"""Asks for a drug rather than about one: "what can I take for a headache?"."""
_MOST = r"(?:biggest|largest|smallest|newest|latest|oldest|earliest|most\srecent|longest)"
SUPERLATIVE = any_case(
    rf"\bthe\s(?:[\w-]+\s)?{_MOST}\b(?!\s(?:dose|risk|first|trials|studies|ones))|^\W*{_MOST}(?:\sone)?\W*$|\bwhich\s(?:one\s)?is\s{_MOST}\b"
)
"""One of those before: "how many patients in the biggest?"."""
HOW_MANY_ARE = any_case(
    r"^\W*(?:and\s|so\s)?how\smany\s(?:of\s\w+\s)?(?:are|were|is|was|have|had|has)\b(?!.*\b(?:trials?|stud))|"
    r"^\W*(?:and\s|so\s)?(?:do|does|did|are|is|have|has|can|will)\sany\b(?!.*\b(?:trials?|stud|drug|medicine))"
)
"""Of those before: "how many were withdrawn?", "do any take children?"."""
OF_TRIALS = any_case(r"\b(?:trials?|study|studies|rcts?)\b")
"""A word for trials: with it a question can stand alone."""
OF_ALL_TRIALS = any_case(
    r"\b(?:all|every|any)\s(?:of\s)?(?:the\s|your\s)?(?:other\s|clinical\s|registered\s)?(?:trials?|stud(?:y|ies)|drugs?|"
    r"conditions?|diseases?)\b|\b(?:in\stotal|altogether|overall|in\sall|here|database|corpus|index|registry|collection)\b"
)
"""All trials that there are, whatever was spoken of: "how many trials are there in total?"."""
ONES = any_case(r"\b(?:ones|those|these|them|they)\b(?=\W|$)")
"""In the place of "trials"."""
FIGURE_ALONE = any_case(
    r"(?:(?:for|in|of|with|if|who|are|only|just|those|them|ones|people|patients)\s)*"
    r"(?P<limit>(?P<below>under|below|younger\sthan|(?:less|fewer)\sthan|at\smost|up\sto)|over|above|older\sthan|more\sthan|at\sleast|exactly)"
    r"[\s-](?P<figure>\d+)(?P<years>s|[\s-]?(?:years?|yrs?|y/?o)(?:[\s-](?:old|of\sage))?)?"
)
"""A limit of years or of something else: "under 18", "at least 100"."""
THE_ONES = any_case(
    r"\bones\b|^\W*(?:(?:and|but|only)\s)*that\s(?!(?:it|the|trial|study|drug|medicine)\b)[a-z]+(?<!s)\s\w"
)
"""Those before, or some of them: "that look at pain"."""
ASKS_FOR_LIST = any_case(
    r"^\W*(?:(?:ok(?:ay)?|so|and|now|then|please|can\syou|could\syou)\W+)*(?:(?:list|show|name|display|see|give|view|"
    r"open)(?:\s(?:me|us|them|those|these|all|the|it|of|to|full|complete|whole|list|(?:the|these|those)\s(?:trials|"
    r"studies)|results|records|ones|please))*|(?:what|which)(?:\sones)?\s(?:are|were)\s(?:they|those|these)|"
    r"which(?:\sones?|\strials|\sstudies)?|(?:the|a)\s(?:full\s|complete\s|whole\s)?list)(?:\splease)?\W*$"
)
"""What was counted or listed, as a list: "list them", "show me", "which ones?"."""
THE_OTHERS = any_case(
    r"\bwhich\s(?:ones\s)?(?:are|were|is|do|did|have|has)(?:\s?n't|\snot)\W*$|^\W*(?:and\s|what\sabout\s|how\sabout\s)*"
    r"the\s(?:others?|rest|other\sones|remaining(?:\sones)?)\W*$|\b(?:how\smany|those|ones)\s(?:that\s|who\s)?(?:are|do|"
    r"did|have|were)(?:\s?n't|\snot)\W*$"
)
"""Those that the last narrowing left out: "and which are not?", "the rest?"."""
LEAVES_OUT = any_case(
    r"^\W*(?:(?:and|but)\s)?no(?=\s)(?!\s(?:results|posted|more|longer|phase|limits?)\b)|"
    r"\b(?:leav(?:e|ing)\sout|remov(?:e|ing)|drop(?:ping)?|skip(?:ping)?|omit(?:ting)?|minus|"
    r"(?:any|every|all)(?:where|one)?(?:\s\w+){0,2}?\s(?:but|except(?:\sfor)?|other\sthan|outside(?:\sof)?|apart\sfrom))\b"
)
"""Says of what follows that it is not wanted, as "excluding" does."""
NARROWS = any_case(
    r"^\W*(?:(?:please|now|ok(?:ay)?|then)\W+)*(?:(?:restrict|limit|narrow|filter|reduce|focus)(?:\s(?:it|them|this|that|these|those|"
    r"the\slist|the\sresults|results|down))*\s(?:to|by|on|for)|i\s(?:only|just)\s(?:want|need)|keep(?:\sonly)?|"
    r"(?:show|give)(?:\sme)?\sonly|only\sshow(?:\sme)?|"
    r"(?:break|split|group|divide|count)(?:\s(?:it|them|this|these|those|(?:the\s)?(?:list|trials|results)|down|up))*(?=\s(?:by|per)\b)|"
    r"because(?=\sof\b)|due(?=\sto\b)|"
    r"(?:i|we)(?:(?:\sa|['’])(?:m|re))?\s(?:live|living|based|located)(?=\s(?:in|near)\b))\b"
)
"""Asks for a part of a list: "restrict to Madrid"."""
DROPS = any_case(r"\b(?:remov|drop)")
"""Takes back what was asked for."""
ADDS = any_case(
    r"^\W*(?:and\s|or\s)?(?:also|plus|add|adding|include|including|as\swell\sas|or|compared?\s(?:\w+\s)?(?:with|to)|versus|vs)\b|"
    r"\b(?:too|as\swell|also)\W*$"
)
"""Beside what was asked for, not in its place: "also in the Netherlands"."""
_A_VALUE = (
    r"\b(?!.*\b(?:which|what|who|when|where|how|only|just|instead|now|ones?|those|them|these|they|is|are|was|were|do|does|"
    r"did|have|has|any|then)\b)"
)
DENIES_MORE = any_case(rf"^\W*(?:or|nor|and\b(?!\s(?:in|for|at|from|with|by)\b)){_A_VALUE}")
"""Goes on with what was denied: "or Novartis" after "not by Pfizer"; not "and in Spain"."""
JOINS = any_case(rf"^\W*and{_A_VALUE}")
"""Goes on with a list of values, where one was given: "and Austria" after "trials in Germany"."""
POSTED = any_case(r"\b(?:posted|registered|added)\b")
INSTEAD = any_case(r"\binstead\b")
"""In the place of what was asked for: "with nivolumab instead"."""
OF_A_PHASE_TOO = any_case(r"^\W*(?P<joins>and|or|also|plus)\s(?P<number>[1-4]|i{1,3}|iv)(?:\s(?:too|as\swell))?\W*$")
"""A number behind phases: "or 2" after "phase 3 trials"."""
OF_ITS_RESULTS = any_case(
    r"^\W*(?:and\s|so\s)?(?:(?:what\s(?:were|are|was)|were\sthere|show(?:\sme)?)\s)?(?:the\s|its\s|any\s)?results\W*$|"
    r"^\W*(?:and\s|so\s)?(?:did|does)\sit\swork\W*$|^\W*what\sdid\s(?:it|they)\s(?:find|show)\W*$"
)
"""What a trial in view found: "what were the results?"."""
MAY_JOIN = any_case(
    r"^\W*(?:(?:and|so|but)\s)?(?:can|could|may|might|would|is|are)\s.*\b(?:join|enter|take\spart|participate|enroll?|apply|"
    r"volunteer|eligible|qualify)\W*$"
)
"""Whether somebody may join a trial in view: "can a 17 year old join?"."""
WHO_HAVE = any_case(
    r"^\W*(?:(?:and|but|also|only)\s)*with\s(?!.*(?:\bresults?\b|\bsites?\b|\d))|\b(?:people|patients?|adults|children|women|men|"
    r"those|ones)\s(?:with|having|who)\b|\bwho\s(?:also\s)?(?:have|has|suffer)|\bcomorbid|\bboth\b"
)
"""Of a condition: that people have it beside the one before: "with eczema", "and in people who have gout"."""
WHICH_HAS_MORE = any_case(
    r"^\W*(?:(?:and|so|but)\s)*(?:which|what|who)(?:\sof\s(?:them|these|those|the\stwo)|\s\w+)?\s(?:"
    r"(?:has|have|had|runs?)\s(?:the\s)?(?:most|fewest|more|fewer|less)\b(?!\s(?:than|participants|patients|people)\b)(?P<of>.*)$|"
    r"(?:has|have|had|is|are|runs?)\s(?:the\s)?(?:less|(?:larg|bigg|small|great|high|low)er)(?:\s(?:trials|studies|of\sthem))*\W*$)|"
    r"^\W*(?:and\s)?how\smany\s(?P<each>(?:\w+\s){0,6}?)(?:(?:in|for|by|at)\s)?each\W*$"
)
"""Of lists that were asked for one after the other: "which has more?", "which has more recruiting trials?"."""
ANY_RESULTS = any_case(
    r"^\W*(?:and\s)?(?:(?:any|are\sthere|do\sthey\shave)(?:\sany)?(?:\sposted)?\sresults\b|results\W*$)"
)
BESIDE_FACTS = any_case(
    r"^\W*(?:none(?!\sof\b)|plus|add(?:ing)?|includ(?:e|ing)|as\swell\sas)\b\s*|\s*\b(?:too|as\swell|also|alone|first|please|instead|then|now|though|again)\W*$"
)
"""Beside what is said of trials, and nothing of them."""
NAMES_THEM = any_case(r"\b(?:which|list|show|name|what)\b")
"""Asks for trials rather than for their number."""
HOW_MANY = any_case(r"\bhow\smany\b")
WHO_RUNS = any_case(r"\bwho\s(?:is\s|are\s)?(?:sponsor|fund|runs?|running|lead|conduct|behind)\w*")
"""Asks for the sponsors."""
ASKS_ANEW = any_case(
    r"^\W*(?:what(?!\sabout)|how(?!\smany|\sabout)|who|whom|why|when|where|is|are|can|could|does|do|did|should|will|would|tell|explain)\b"
)
"""Opens a question of its own, where it is not short."""
OF_ONE_RECORD = any_case(
    r"\bwhy\s(?:was|were|did)\s(?:it|they|these|those)\s(?:been\s)?(?:stop|terminat|withdraw|suspend|end)\w*|"
    r"\bwhen\s(?:does|did|will|is|was)\s(?:it|this|that)\s(?:start|begin|end|finish|complet|over|open|due|expected)\w*\b|"
    r"\b(?:is|was)\s(?:it|this|that)\s(?:still\s|currently\s)?(?:recruiting|open|enrolling|ongoing|active|completed|terminated)\b|"
    r"^\W*(?:and\s|so\s)?how\smany\s(?:people|patients|participants|subjects|volunteers)\b(?!.*\b(?:with|had|have)\b)"
)
"""What only the record of one trial states, whatever drug it is about: "when does it end?"."""
FOR_A_USE = any_case(r"^\W*(?:(?:and|but|what\sabout)\s)?for\s(?!an?\b|the\b|how\b|one\b|my\b|\d)")
"""Of what the drug is given for: "and for nerve pain"."""
OF_A_DESIGN = any_case(
    r"\b(?:placebo|control\s(?:group|arm)|comparator|randomi[sz]ed|blind(?:ed)?|masked|open[\s-]label|endpoints?|cross-?over)\b"
)
"""How a trial is made: "is there a placebo?"."""
TESTS = any_case(
    r"^\W*(?:and\s)?(?:do(?:es)?|did|is)\s(?:it|th(?:is|at|e)\s(?:trial|study|one))\s(?:also\s)?"
    r"(?:about|compar|evaluat|includ|investigat|involv|stud|test|us)\w*\b"
)
"""Whether what is named is studied by a trial in view: "does it test ivabradine?"."""
FIRST_FEW = any_case(r"\bthe\s(?:first|last|top)\s(?:two|three|four|five|few|\d+)\b(?!\s(?:years|months|weeks|days))")
"""Several of a list, by their places."""
THAT_TRIAL = any_case(r"\b(?:this|that|the)\s(?:trial|study)\b")
"""One trial, which must be in view."""
LIKE_IT = any_case(
    r"^\W*(?:(?:and|are\sthere|is\sthere|any|show(?:\sme)?|list|find|other|more)\s)*(?:similar\s(?:trials|studies|ones)|"
    r"(?:trials|studies|ones)\s(?:like|similar\sto)\s(?:it|this|that)(?:\sone|\strial|\sstudy)?)"
    r"(?P<rest>\s(?:in|for|by|since|with|that|which)\s.*?)?\W*$"
)
"""Of a trial in view: "similar trials", "similar trials in Italy"."""
OF_ITS_AIM = any_case(
    r"\bwhat(?:'s|\sis|\sare|\sdoes|\sdo|\sdid|\swas)\s(?:it|they|(?:this|that|the)(?:\s(?:trial|study|one))?)\s(?:all\s|really\s)?"
    r"(?:about|for|test\w*|stud(?:y|ying|ied)|look\w*|compar\w*|investigat\w*|examin\w*|do|doing|try\w*|want\w*|hop\w*)\b|"
    r"\b(?:tell\sme\s(?:more\s)?about|describe|summari[sz]e|explain)\s(?:it|(?:this|that|the)(?:\s(?:trial|study|one))?)\W*$|"
    r"\b(?:the|its|their)\s(?:purpose|aims?|goals?|objectives?|point|idea)\b"
)
"""What a trial in view is for: "what does it test?"."""
OF_THE_EFFECT = any_case(
    r"^\W*(?:and\s|but\s|so\s)?(?:how\s(?:often|soon|common|long|much)|how\s(?:common|frequent|often|likely|rare|serious|severe|dangerous|long|soon|quickly|fast)\s(?:is|"
    r"are|does|do|can|will)\s(?:it|that|this|they|those)(?:\s(?:last|happen|occur|start|begin|appear|go\saway))?|"
    r"(?:does|do|will|can|is|are)\s(?:it|that|this|they)\s(?:ever\s|always\s|usually\s|be\s)?(?:go\saway|happen|occur|last|resolve\w*|stop|"
    r"common|rare|frequent|reversible|permanent|temporary|serious|fatal|treated|prevented|reversed)|"
    r"how\s(?:is|are|can)\s(?:it|that|this|they)\s(?:be\s)?(?:managed|treated|handled|prevented|avoided)|"
    r"(?:when|why)\s(?:does|do|will|can)\s(?:it|that|this|they)\s(?:start|begin|happen|occur|appear|stop|end|matter|go\saway)|"
    r"what\s(?:should|can|must)\sbe\sdone(?:\sabout\s(?:it|that))?|"
    r"what\s(?:should|can|must|do)\s(?:i|we|one|he|she)\sdo(?:\sabout\s(?:it|that)|\sthen|\snow)?|"
    r"what\s(?:are\s(?:the|its)\s)(?:symptoms|signs))\W*$"
)
"""Of what a drug does, where that was asked about: "how common is it?"."""
HOW_OFTEN_IT_IS = any_case(r"^how\soften\s(?:does|do|is|are)\s(?:it|that|this|they)(?:\s(?:happen|occur))?$")
"""Of an effect; of a medicine "how often" asks for the dose."""
MAY_TAKE = any_case(
    r"\b(?:can|could|may|should|is\sit\s(?:ok(?:ay)?|safe|fine|all\s?right|bad|dangerous)\s(?:for\s\w+\s)?to)\b.*\b(?:have|take|"
    r"taking|use|add|give|given|get|start|try|drink)\b"
)
"""Whether a person may have something: "can she have fluconazole?"."""
_THEM = (
    r"(?:them|these|those|both|each\sother|(?:the|these|those|all)\s(?:two|three|of\sthem)|"
    r"the\s(?:first|last)\s(?:two|three))"
)
POINTS_AT_SEVERAL = any_case(
    rf"\b(?:compare|comparing|between|versus|vs\.?|than|against)\s(?:all\s)?{_THEM}\b|"
    r"\b(?:both|either|neither|the\s(?:two|three)|all\sthree)\b(?!\s(?!of\b)(?:\w+\s){1,4}(?:and|or|nor)\b)(?!\s(?:years|months|weeks|days|hours|doses|times|"
    r"trials|studies|arms|kidneys|eyes|sexes|men|women|mother))|"
    r"\bwhich\s(?:one|of\s(?:them|these|those|the\s(?:two|three)))\b|\bone\b.{1,40}\bthe\sother\b|"
    r"\bwhich\sis\s(?:the\s)?(?:better|worse|best|worst|safe|safer|safest|more|less|stronger|weaker|cheaper|"
    r"preferred)\b|"
    r"\b(?:they|them|these|those)\b.*\b(?:differ\w*|compare|alike|similar)\b|"
    r"^\W*(?:and\s|so\s)?which\s\w+\s(?:\w+\s){0,3}(?:more|less|fewer|longer|shorter|faster|better|worse)\b|"
    r"\b(?:they|them|these|those)\b.*\b(?:together|combin\w*|mix\w*|interact|at\sthe\ssame\stime)\b|"
    r"^\W*(?:and\s|but\s|what\sabout\s)*(?:(?:taken|given|used)\s)?together\W*$"
)
"""Several drugs that were spoken of: "compare them", "which is safer?", "and together?"."""
SIDE_BY_SIDE_IN_TRIALS = any_case(
    r"\b(?:(?:that|which|to)\s)?(?:compar(?:e|ed|es|ing)|head[\s-]to[\s-]head\s(?:of|for)?|between|of|with|on|for|"
    rf"about|using|testing)\s?{_THEM}(?:\stogether)?\b"
)
"""Of trials, several drugs in one of them: "comparing the two"."""
FIRST_OR_LAST_FEW = any_case(r"\bthe\s(?:(?P<first>first)|last)\s(?:two|three)\b")
"""Several of the drugs spoken of, by their places."""
OF_THE_PLACE = any_case(
    r"^\W*(?:and\s|but\s)?(?:of|for|in|with|is|can|does|should|could|may|will|how\s(?:is|does))\sthe\b|\b(?:drug|medicine|medication|former|latter)\b"
)
"""Of one of several drugs rather than of a passage: "and for the first one?", "the latter"."""
_SO = r"^\W*(?:(?:and|but|now|then|please|ok(?:ay)?|(?:what|how)\sabout)\W+)*"
REMOVES = any_case(
    rf"{_SO}(?:drop|remove|without|leave\sout|skip|omit|exclud(?:e|ing)|minus|not|no|except|forget(?:\sabout)?|"
    r"take\s(?:out|off|away)|get\srid\sof)\s"
)
"""What follows is no longer asked about: "drop warfarin"."""
KEEPS_ONLY = any_case(rf"{_SO}(?:(?:show\s)?only|just|keep(?:\sonly)?)\s")
"""Nothing but what follows is asked about: "only the first two"."""
_NAME = r"[\w-]+(?:\s[\w-]+)?"
TAKES_THE_PLACE = any_case(
    rf"{_SO}(?:(?:replace|swap|exchange)\s(?P<old>{_NAME})\s(?:with|for|by)\s(?P<new>{_NAME})|"
    rf"not\s(?P<no>{_NAME})(?:,|\sbut)\s(?P<but>{_NAME})|"
    rf"(?P<in>{_NAME})(?:\s(?:instead\sof|in\splace\sof|rather\sthan)|,\s(?:and\s)?not)\s(?P<out>{_NAME}))\W*$"
)
"""One thing in the place of another: "apixaban instead of warfarin", "not Brazil but Chile"."""
JOINS_DRUGS = any_case(
    r"\b(?:compar\w*|comparison|versus|vs\.?|differences?|between|and|or|which|is|better|worse|safer|than|to|with|of|"
    r"the)\b|[,&/]"
)
"""Words that only set drugs side by side."""
HAS_THE_SAME = any_case(
    r"\b(?:does|do|is|are|has|have|can|will)\b.*\b(?:the\ssame|(?:that|this|it|them|those)\s(?:too|as\swell|also)|have\s(?:that|this|it|them|those|these)|likewise|similar\sones)"
    r"(?:\stoo|\sas\swell)?\W*$"
)
"""The question before, of another drug: "does sildenafil have the same?"."""
