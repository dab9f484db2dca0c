"""The wordings that decide a polarity, as data: each rule has a name that is reported as the mention's reason.

Patterns run on folded text cut at the sentence: `before` must reach up to the mention (or its list), `after` starts right
behind it. Every pattern is linear: bounded repetitions, no nested quantifiers over the same characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILL = r"(?:our |the |an? |any |its |their |your |old |older |legacy |existing |current |monolithic |in-house |aging |some |all |of )*"
_LIST = r"[^.;:!?\n]{0,80}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording.

    Attributes:
        name: what is reported as reason.
        polarity: what it decides.
        before: must match up to the mention; None: anything may stand there.
        after: must match right behind the mention; None: anything may follow.
        only: categories it applies to: `products` leaves out languages, libraries and other things that are no company;
            `channels` are the ways to talk or apply; `profiles` are sites where applicants have a profile; None: all.
        unless: when this matches in the text before the mention or behind it, the rule does not hold.
    """

    name: str
    polarity: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    only: str | None = None
    unless: re.Pattern[str] | None = None


def _rule(
    name: str, polarity: str, before: str = "", after: str = "", only: str | None = None, unless: str = ""
) -> Rule:
    return Rule(
        name,
        polarity,
        re.compile(f"(?:{before})$") if before else None,
        re.compile(after) if after else None,
        only,
        re.compile(unless) if unless else None,
    )


_NOT_REQUIRED = (
    r"(?:experience |knowledge |skills? )?(?:is |are )?(?:not )?(?:required|necessary|needed|mandatory|essential)"
)
_TOOLS_BETWEEN = r"tool|technolog|language|software|framework|skill|experience|proficien|knowledge|using|databases?"

RULES: tuple[Rule, ...] = (
    # boilerplate: application and contact furniture
    _rule(
        "follow_us",
        "boilerplate",
        rf"\b(?:follow|find|like|visit|connect with|check out|see|read about) (?:us|our|me|more)\b{_LIST}",
        only="profiles",
    ),
    _rule(
        "resume_format",
        "boilerplate",
        rf"\b(?:resumes?|cv|curriculum vitae|cover letter|lebenslauf|bewerbung\w*)\b{_LIST}\b(?:in|as|an?|im|als)\s(?:an? )?",
        r"(?:\s|,|/)*(?:or |und |oder )?(?:pdf|format|doc|file|attach|$)",
        unless=_TOOLS_BETWEEN,
    ),
    _rule(
        "document_format",
        "boilerplate",
        rf"\b(?:send|submit|attach|email|upload|forward)\b{_LIST}",
        r"\s?(?:or pdf )?(?:format|document|doc|file|attachment)\b",
        unless=_TOOLS_BETWEEN,
    ),
    _rule(
        "interview_channel",
        "boilerplate",
        r"\binterview(?:s|ed|ing|s are| process)?\b[^.;\n]{0,60}\b(?:by|via|over|on|through|using|per|with|conducted)\s(?:an? )?(?:\w+[ ,/]+(?:or )?){0,3}",
        only="channels",
    ),
    _rule(
        "interview_channel",
        "boilerplate",
        after=r"\s?(?:video )?(?:interviews?|call with (?:the|our))\b",
        only="channels",
    ),
    _rule(
        "apply_channel",
        "boilerplate",
        rf"\b(?:apply|applying|applications?|bewerben|postuler|contact us|reach (?:out|us)|message us|dm (?:me|us))\b[^.;\n]{{0,30}}\b(?:via|through|with|on|by|using|over|or)\s{_FILL}(?:\w+[ ,/]+(?:or )?){{0,2}}",
        only="profiles",
    ),
    _rule(
        "profile_link",
        "boilerplate",
        after=r"(?:[\s,/]|and |or |\w+ ){0,3}(?:profiles?|accounts?|page|url|links?|handle|username|repos?\b|portfolio)\b",
        before=r"\b(?:your|link(?:s)? to|share|send|include|an?|my|via|with|of|have)\s(?:\w+[ ,/]+(?:or |and )?){0,3}",
        only="profiles",
    ),
    # negated: being left, replaced, or expressly not used
    _rule(
        "not_only",
        "not_evidence",
        r"\bnot (?:just|only|merely|simply|limited to|even)\s(?:about |in |on |for |with |to )?",
    ),
    _rule(
        "migrating_from",
        "negated",
        r"\b(?:migrat\w+|mov(?:e|es|ing|ed)|transition\w*|switch\w*|convert\w*|conversion|port(?:s|ing|ed)|rewrit\w+|shift\w*|re-?platform\w*|evolv\w+|going|refactor\w*|upgrad\w+)\b[^.;\n]{0,50}?"
        rf"\b(?:from|off|off of|away from|out of|aus|von|depuis|de)\s{_FILL}(?:[\w-]+ ){{0,2}}",
        unless=r"\bto the next level|data from",
    ),
    _rule(
        "migrating_to_other",
        "negated",
        rf"\b(?:migrat|convert|port|rewrit|refactor|re-?platform|transition|mov)(?:e|es|ing|ed|ion of|ting)\s{_FILL}",
        r"\s?(?:[\w-]+ ){0,3}(?:to|into|onto|to use|towards?)\s(?!production|the cloud|market)",
    ),
    _rule("replacing", "negated", rf"\b(?:replac(?:e|es|ing|ed|ement of|ement for)|displac\w+|supersed\w+)\s{_FILL}"),
    _rule(
        "retiring",
        "negated",
        rf"\b(?:sunset(?:ting|s)?|deprecat(?:e|ing|ion of)|phas(?:e|ing) out|retir(?:e|ing)|decommission(?:ing)?|ditch(?:ed|ing)?|get(?:ting)? rid of|got rid of|dropp(?:ed|ing)|moved? away from|moving away from|moving off(?: of)?|abandon(?:ed|ing)?|killing)\s{_FILL}",
    ),
    _rule(
        "not_used",
        "negated",
        r"(?:\b(?:not|never|without|avoid(?:s|ing)?|hate|no longer|neither|nor|but no|(?:don't|do not|doesn't|won't|didn't|can't) (?:use|do|want|write|like|need|work (?:with|in)|care about|have)|(?:instead of|rather than|as opposed to|over)(?= \w+$)|instead of|rather than|as opposed to|anything but|except|excluding|sans|keine?|kein|pas de|sans)|(?:^|[,(:;] ?)no)"
        r"\s(?:any |use |using |an? |the |more |longer |using |in |on |with |stinking )*",
        unless=rf"{_NOT_REQUIRED}|\bnot? (?:only|just|required|necessar|limited|need)|whether or not|if not|why not|or not|do not hesitate",
    ),
    _rule(
        "legacy",
        "negated",
        r"\b(?:legacy|outdated|deprecated|obsolete|leftover|antiquated|ancient)\s(?:\w+ )?",
        unless=r"such as|moderni[sz]|maintain|support|e\.g",
    ),
    _rule(
        "formerly",
        "negated",
        r"\b(?:formerly|previously|historically|used to be|was originally|old stack|former stack|was)\s(?:built |written |developed |based |all |mostly |running )+(?:in |on |with |using |around )?",
    ),
    _rule(
        "is_replaced",
        "negated",
        after=r"\s(?:code |app |stack |system |backend |codebase )?(?:\((?:legacy|deprecated|being|old|soon|going)|(?:is|are|was|were) (?:being |currently being |slowly being )?(?:deprecated|replaced|retired|phased|sunset|migrated|ported|rewritten))",
    ),
    # no evidence: other companies, customers, partners, integrations, competitors
    _rule(
        "customers",
        "not_evidence",
        rf"\b(?:customers?|clients?|partners?|partnerships?|investors?|brands|companies|startups|firms|logos|organi[sz]ations|kunden|vcs|angels?)\b[^.;\n]{{0,60}}(?:\binclud(?:e|es|ing)|\blike|\bsuch as|\bare|\bfrom|:|\be\.g\.|\bas|\bof|\bat|\bby|\(|\bwith|-)\s?{_LIST}",
        only="products",
        unless=_TOOLS_BETWEEN,
    ),
    _rule(
        "backers_and_past",
        "not_evidence",
        rf"\b(?:backed by|funded by|funding from|invested in|invest(?:ment|ors)? (?:by|from)|founded by|led by|acquired by|acquisition by|bought by|alum(?:ni|s)? (?:of|from)|veterans? (?:of|from|at)|ex-|formerly (?:at|of|from|with)|previously (?:at|of|from|worked|built|founded|led)|(?:engineers?|people|team|founders?|employees|executives|folks|experience|leaders|talent) (?:from|of|at)|came from|come from|hail from|trusted by|used by|loved by|powers?|joined from|worked (?:at|for)|coming from|spun (?:out|off)(?: of| from)?|graduates? of|partnered with|partnership with|partners? with)\b{_LIST}",
        only="products",
        unless=_TOOLS_BETWEEN,
    ),
    _rule(
        "competitors",
        "not_evidence",
        rf"\b(?:compet(?:e|es|ing|itors?|itive) (?:with|against|like|such as|include|are|of|to)|alternatives? to|competitors?:?|disrupt(?:ing)?|better than|similar to|unlike|bigger than|faster than|replacement for)\s{_LIST}",
        only="products",
        unless=r"experience|knowledge|tools?\b|technolog|proficien",
    ),
    _rule(
        "integrates_with",
        "not_evidence",
        rf"\b(?:integrates?|interoperates?|connects?|syncs?|plugs?|works?|hooks?) (?:\w+ly )?(?:with|into|to|in to)\s{_LIST}",
        only="products",
        unless=r"\b(?:you|experience|ability|will|can|must|integrate\b|developers?|team|connect\b|sync\b|work\b|plug\b|hook\b)\b",
    ),
    _rule(
        "our_integrations",
        "not_evidence",
        rf"\b(?:our|existing|out-of-the-box|native|pre-?built|partner|new) (?:\w+ )?(?:integrations?|connectors?|plug-?ins?|add-?ons?|extensions?) (?:with|for|to|into|like|such as|including)\s{_LIST}",
    ),
    _rule(
        "plugin_for",
        "not_evidence",
        rf"\b(?:plug-?ins?|add-?ons?|add-?ins?|extensions?) (?:for|to|in)\s{_FILL}",
        only="products",
        unless=r"develop|writing|experience|build",
    ),
    _rule(
        "analogy",
        "not_evidence",
        r"(?:\b(?:the|think|like|an?|building(?: the)?|as|be the|become the|called the|is the)\s|[\"'])[\"']?",
        r"[\"']?\s(?:for|of)\s(?!the (?:job|role|team|position|company|following)|data|all\b|our|your|reporting|creating|analysis|use|some|this|any)",
        only="products",
        unless=r"experience|knowledge|proficien|use of|using|skills|working|tool",
    ),
)

# a sentence without any of these holds none of the rules above: one search instead of twenty
RULE_CUES = re.compile(
    r"\bfollow\b|\bfind\b|\blike\b|\bvisit\b|connect with|check out|\bresumes?\b|\bcv\b|vitae|cover letter|lebenslauf|bewerb|\bsend\b|\bsubmit|\battach|\bemail\b|\bupload\b"
    r"|interview|\bapply|applica|postuler|contact us|\breach\b|message us|\bdm\b|profile|account|\burl\b|\blinks?\b|\bhandle\b|portfolio|username|\bpage\b|\brepos?\b"
    r"|\bnot\b|\bno\b|n't\b|migrat|\bmov(?:e|es|ing|ed)\b|transition|switch|conver|\bport|rewrit|shift|platform|evolv|\bgoing\b|refactor|upgrad|replac|displac|supersed"
    r"|sunset|deprecat|phas|retir|decommission|ditch|\brid\b|dropp|abandon|killing|never|without|avoid|hate|neither|\bnor\b|instead|rather|opposed|except|exclud|keine?\b|\bpas\b|\bsans\b"
    r"|legacy|outdated|obsolete|leftover|antiquated|ancient|formerly|previously|historically|used to|originally|old stack|\bwas\b|\bwere\b"
    r"|customer|client|partner|investor|brands|companies|startups|\bfirms\b|logos|organi[sz]ations|kunden|\bvcs\b|angels?|backed|funded|funding|invest|founded|founders?|\bled by|acqui|bought|alum|veteran|\bex-"
    r"|engineers?|people|employees|executives|folks|leaders|talent|came from|come from|hail|trusted|used by|loved|powers?|joined|worked|coming from|spun|graduate"
    r"|compet|alternative|disrupt|better than|similar to|unlike|than\b|integrat|interoperat|connect|\bsync|\bplug|\bworks\b|\bhook|add-?on|add-?in|extension|\bthe\b|\bthink\b|[\"']"
)

OR_WORD = r"(?:and/or|or|oder|und/oder|ou|et/ou|bzw\.?|either)"
ALTERNATIVE_BEFORE = re.compile(
    r"\b(?:either|(?:at least )?(?:one|two|1|2|any)(?: or (?:more|both|two|several))?(?: \w+)? of|at least one|one or more|any of|mindestens eine\w*|au moins un\w*|l'un des?|one (?:modern |major |other )?(?:\w+ )?(?:language|framework|database|platform|tool|cloud)\w*)\b"
    r"[^.;\n]{0,60}$"
)
EXAMPLE_BEFORE = re.compile(
    r"(?:\bsuch as|\blike|\be\.g\.?,?|\beg\.?,?|\bfor example,?|\bfor instance,?|\bz\. ?b\.|\bwie(?: z\. ?b\.| etwa)?|\bpar exemple|\bcomme|\btels? que|\btelles? que|\bex\.?:|\bi\.e\.,?|\bpreferably|\bideally)\s?[:(\"']?\s?$"
)
ALTERNATIVE_AFTER = re.compile(
    rf"[\s\d.x+]*(?:[,/]\s*[\w.+#&-]{{1,20}}(?: [\w.+#&-]{{1,20}})?){{0,3}}[,\s)/]{{0,3}}(?:{OR_WORD}|\bor)\s(?!better|higher|above|more years|later|greater|newer|up\b|not\b|working in)"
)
ETC_AFTER = re.compile(r"[^.;\n]{0,40}?(?:,|\band|\s)\s?(?:etc\b|\.\.\.|…|usw|others?\b|and (?:more|so on|the like))")
AND_LAST = re.compile(r"(?:\band\b|&|\bund\b|\bet\b|\by\b)")
OR_BETWEEN = re.compile(rf"\b{OR_WORD}\b")
OR_BEFORE = re.compile(r"\w[\w.+#)]*,?\s(?:and/or|or|oder|ou)\s(?:\w+ )?$")
