"""The site on one page: every blueprint with its prefix, every table, command, job and deletion."""

DOORS = (
    ("app.pages.views.public:pages", ""),
    ("app.pages.views.health:health", "/healthz"),
    ("app.pages.views.desk:pages_desk", "/verwaltung"),
    ("app.pages.api:api", "/api/v1"),
    ("app.accounts.views.signing_in:accounts", "/konto"),
    ("app.accounts.views.mine:accounts_mine", "/konto"),
    ("app.accounts.views.desk:accounts_desk", "/verwaltung"),
    ("app.municipalities.views.public:municipalities", ""),
    ("app.municipalities.api:municipalities_api", "/api/v1"),
    ("app.concepts.views.public:concepts", "/konzepte"),
    ("app.concepts.api:concepts_api", "/api/v1"),
    ("app.ideas.views.public:ideas", "/ideen"),
    ("app.ideas.views.writing:ideas_writing", "/ideen"),
    ("app.ideas.views.mine:ideas_mine", "/konto/ideen"),
    ("app.ideas.views.desk:ideas_desk", "/verwaltung"),
    ("app.ideas.api:ideas_api", "/api/v1"),
    ("app.projects.views.public:projects", "/projekte"),
    ("app.projects.views.desk:projects_desk", "/verwaltung/projekte"),
    ("app.projects.api:projects_api", "/api/v1"),
)
DEMO_DOORS = (("app.demo.views:demo", "/demo"),)

TABLES = (
    "app.core.jobs", "app.core.journal", "app.core.limits", "app.accounts.models", "app.things.models",
    "app.municipalities.models", "app.concepts.models", "app.ideas.models", "app.projects.models", "app.pages.models",
)  # fmt: skip

COMMANDS = (
    "app.accounts.cli:users",
    "app.municipalities.cli:municipalities",
    "app.concepts.cli:concepts",
    "app.notifications.cli:jobs",
    "app.notifications.cli:retention",
    "app.demo.cli:demo",
)

JOBS = {
    "send_code": "app.accounts.jobs:send_code",
    "send_notice": "app.accounts.jobs:send_notice",
    "send_mail": "app.notifications.jobs:send_mail",
}

RETENTION = {
    "drafts": "app.ideas.submitting:forget_old_drafts",
    "codes": "app.notifications.working:forget_old_proofs",
    "limits": "app.core.limits:forget_old_windows",
    "barrier reports": "app.pages.texting:forget_settled_reports",
}
"""What is deleted because its time is over; the worker does it once an hour."""
