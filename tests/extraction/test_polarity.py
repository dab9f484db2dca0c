"""What a mention says about the employer. Texts are invented; the cases follow the label guide."""

from re import _parser  # type: ignore[attr-defined]  # nothing public tells how much a pattern takes

import pytest

from pipeline.extraction.context_rules import PolarityRule, load_polarity_rules
from pipeline.extraction.extractor import Extractor
from pipeline.extraction.polarity import REACH_BEFORE


def polarity(extractor: Extractor, text: str, name: str, company: str = "") -> str:
    return next(mention.polarity for mention in extractor.mentions(text, "", company) if mention.name == name)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We use PostgreSQL.", "PostgreSQL", "used"),
        ("Kotlin is a plus but not required.", "Kotlin", "used"),
        ("You know Java or Kotlin.", "Kotlin", "alternative"),
        ("Experience with Jenkins, GitLab CI or similar", "Jenkins", "alternative"),
        ("At least one of Terraform, Pulumi", "Terraform", "alternative"),
        ("a relational database such as MySQL, MariaDB etc.", "MySQL", "alternative"),
        ("MS Office (Word, Excel)", "Microsoft Excel", "used"),
        ("HTML/CSS", "CSS", "used"),
        ("We are migrating from MongoDB to PostgreSQL.", "MongoDB", "negated"),
        ("We are migrating from MongoDB to PostgreSQL.", "PostgreSQL", "used"),
        ("Switching from Python 2.7 to Python 3", "Python", "used"),
        ("JavaScript (not jQuery), Sass", "jQuery", "negated"),
        ("JavaScript (not jQuery), Sass", "Sass", "used"),
        ("We are replacing Jenkins with GitHub Actions.", "Jenkins", "negated"),
        ("No PHP experience required", "PHP", "used"),
        ("Modernize legacy C# code", "C#", "used"),
        ("Our customers include Shopify, Zendesk and Dropbox.", "Zendesk", "not_evidence"),
        ("Acquired by Salesforce in 2019.", "Salesforce", "not_evidence"),
        ("We are building the GitHub for construction.", "GitHub", "not_evidence"),
        ("Our product integrates with Salesforce and HubSpot.", "HubSpot", "not_evidence"),
        ("Experience integrating with Salesforce is a plus", "Salesforce", "used"),
        ("We are a Salesforce Premier Partner.", "Salesforce", "not_evidence"),
        ("Send your resume in MS Word format.", "Microsoft Word", "boilerplate"),
        ("Interviews are held via Zoom.", "Zoom", "boilerplate"),
        ("Link to your GitHub profile", "GitHub", "boilerplate"),
        ("We start with a twenty-minute chat on Skype.", "Skype", "boilerplate"),
        ("Das Kennenlernen findet über Zoom statt.", "Zoom", "boilerplate"),
        ("Un premier échange sur Microsoft Teams suivra.", "Microsoft Teams", "boilerplate"),
        ("You will support colleagues in meetings on Zoom.", "Zoom", "used"),
        ("Besuchen Sie uns auf XING.", "XING", "boilerplate"),
        ("Statt Jenkins nutzen wir GitLab CI.", "Jenkins", "negated"),
        ("Wir sind von MySQL auf MariaDB umgestiegen.", "MySQL", "negated"),
        ("Wir sind von MySQL auf MariaDB umgestiegen.", "MariaDB", "used"),
        ("Oracle Database nutzen wir nicht.", "Oracle Database", "negated"),
        ("Angular brauchst du nicht zwingend.", "Angular", "used"),
        ("Nous n'employons plus Drupal.", "Drupal", "negated"),
        ("Le Fortran n'est plus utilisé.", "Fortran", "negated"),
        ("Notre socle, écrit en Fortran, a été remplacé par Rust.", "Fortran", "negated"),
        ("La connaissance de Docker n'est pas obligatoire.", "Docker", "used"),
        ("Last year we left Heroku behind.", "Heroku", "negated"),
        ("Perl is no longer needed.", "Perl", "negated"),
        ("Experience with Perl is not needed.", "Perl", "used"),
        ("We tried Cassandra and decided against it.", "Apache Cassandra", "negated"),
        ("Our clients use HubSpot and Zendesk.", "Zendesk", "not_evidence"),
        ("Shops come to us from Shopify.", "Shopify", "not_evidence"),
        ("The app sends notifications to Slack.", "Slack", "not_evidence"),
        ("Our clients, who run Salesforce, like us.", "Salesforce", "not_evidence"),
        ("Previously we ran Nagios; now Zabbix.", "Nagios", "negated"),
        ("Previously we ran Nagios; now Zabbix.", "Zabbix", "used"),
        ("There is no SAP in this house.", "SAP", "negated"),
        ("Auf Docker verzichten wir.", "Docker", "negated"),
        ("A short call (20 min, Skype) comes first.", "Skype", "boilerplate"),
        ("Our founders worked together on SAP.", "SAP", "not_evidence"),
        ("Kenntnisse in Java oder Kotlin", "Java", "alternative"),
        ("MySQL (we plan on moving to PostgreSQL soon)", "MySQL", "negated"),
        ("MySQL (we plan on moving to PostgreSQL soon)", "PostgreSQL", "used"),
        ("Kotlin and Java (moving to Rust)", "Kotlin", "used"),
        ("Angular 12 (moving to 17)", "Angular", "used"),
        ("We are shifting away from Jenkins.", "Jenkins", "negated"),
        ("We own some monolithic Rails apps and are replacing them.", "Ruby on Rails", "negated"),
        ("Replacing manually updated Excel sheets", "Microsoft Excel", "negated"),
        ("We replace Jenkins with GitHub Actions.", "GitHub Actions", "used"),
        ("We are the team behind Kong.", "Kong", "employer_product"),
        ("They are the maintainers of Flask.", "Flask", "employer_product"),
        ("Our founders are former Twilio and Zendesk engineers.", "Twilio", "not_evidence"),
        ("Our lead was VP Engineering at Bugsnag before.", "Bugsnag", "not_evidence"),
        ("serial entrepreneurs (Oslo, Mailgun, Zendesk)", "Zendesk", "not_evidence"),
        ("Mia founded Mailgun (acquired in 2012).", "Mailgun", "not_evidence"),
        ("More than 900 merchants, including Dropbox, pay with us.", "Dropbox", "not_evidence"),
        ("Partner with the data team and build Tableau dashboards", "Tableau", "used"),
        ("We integrate with accounting systems (think NetSuite).", "NetSuite", "not_evidence"),
        ("We're fully integrated with Gmail.", "Gmail", "not_evidence"),
        ("Our builds are integrated with Travis CI.", "Travis CI", "used"),
        ("We support static generators like Jekyll and Hugo.", "Jekyll", "not_evidence"),
        ("Think GitHub meets Dropbox", "GitHub", "not_evidence"),
        ("Use tools like Looker for dashboards", "Looker", "alternative"),
        ("Email your resume/GitHub to us", "GitHub", "boilerplate"),
        ("Send a GitHub-link or a resume", "GitHub", "boilerplate"),
        ("Perks: lunch, access to LinkedIn Learning", "LinkedIn Learning", "not_evidence"),
        ("Connaissance de Docker ou Podman", "Docker", "alternative"),
    ],
)
def test_polarity(extractor: Extractor, text: str, name: str, expected: str) -> None:
    assert polarity(extractor, text, name) == expected


def test_the_companys_own_product_is_told_apart(extractor: Extractor) -> None:
    text = "Help us build GitLab. We run GitLab CI and PostgreSQL."
    found = {mention.name: mention.polarity for mention in extractor.mentions(text, "", "GitLab, Inc.")}
    assert found == {"GitLab": "employer_product", "GitLab CI/CD": "employer_product", "PostgreSQL": "used"}


def test_every_mention_has_a_reason(extractor: Extractor) -> None:
    text = "Java or Kotlin; moving from Oracle DB to MySQL; follow us on GitHub."
    assert all(mention.reason for mention in extractor.mentions(text))


@pytest.mark.parametrize("rule", load_polarity_rules(), ids=lambda rule: rule.name)
def test_no_wording_takes_more_than_the_reach_it_is_searched_in(rule: PolarityRule) -> None:
    if rule.before is not None and rule.reach < REACH_BEFORE:
        assert _parser.parse(rule.before.pattern).getwidth()[1] < rule.reach
