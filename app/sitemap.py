"""The site on one page: every blueprint with its prefix, every table, command, job and deletion."""

DOORS = (
    ("app.pages.views.public:pages", ""),
    ("app.pages.views.health:health", "/healthz"),
    ("app.pages.views.desk:pages_desk", "/verwaltung"),
    ("app.pages.api:api", "/api/v1"),
    ("app.accounts.views.signing_in:accounts", "/konto"),
    ("app.accounts.views.mine:accounts_mine", "/konto"),
    ("app.accounts.views.desk:accounts_desk", "/verwaltung"),
    ("app.things.views.taking_part:taking_part", "/mitmachen"),
    ("app.things.views.mine:things_mine", "/konto"),
    ("app.files.views.files:files", "/dateien"),
    ("app.discussion.views.public:discussion", "/diskussion"),
    ("app.discussion.views.mine:discussion_mine", "/konto/kommentare"),
    ("app.discussion.views.desk:discussion_desk", "/verwaltung/kommentare"),
    ("app.restrictions.views.public:restrictions", "/melden"),
    ("app.restrictions.views.mine:restrictions_mine", "/konto/einschraenkungen"),
    ("app.restrictions.views.desk:restrictions_desk", "/verwaltung/meldungen"),
    ("app.accounts.views.organisations:organisations", "/konto/organisationen"),
    ("app.accounts.views.invitations:invitations", "/einladung"),
    ("app.privacy.views.mine:privacy_mine", "/konto/daten"),
    ("app.notifications.views.stopping:notifications", "/abbestellen"),
    ("app.municipalities.views.public:municipalities", ""),
    ("app.search.views.public:search", ""),
    ("app.search.api:search_api", "/api/v1"),
    ("app.responsibilities.views.public:responsibilities", "/zustaendig"),
    ("app.responsibilities.views.desk:responsibilities_desk", "/verwaltung/zustaendigkeiten"),
    ("app.concepts.views.finding:concepts_finding", "/konzepte"),
    ("app.municipalities.api:municipalities_api", "/api/v1"),
    ("app.concepts.views.public:concepts", "/konzepte"),
    ("app.concepts.api:concepts_api", "/api/v1"),
    ("app.editions.views.public:editions", "/konzepte"),
    ("app.concepts.views.printing:concepts_printing", "/konzepte"),
    ("app.editions.views.desk:concepts_desk", "/verwaltung/konzepte"),
    ("app.editions.views.desk_goals:concepts_drafting", "/verwaltung/konzepte"),
    ("app.editions.views.desk_editions:concepts_editions", "/verwaltung/konzepte"),
    ("app.concepts.views.connecting:connecting", "/verwaltung/entsprechungen"),
    ("app.concepts.views.connected:concepts_connected", "/konzepte"),
    ("app.coverage.views.public:coverage_pages", "/konzepte"),
    ("app.coverage.api:coverage_api", "/api/v1"),
    ("app.reference_sheets.views.public:reference_sheets", "/bezugsblatt"),
    ("app.reference_sheets.views.mine:reference_sheets_mine", "/konto/bezugsblaetter"),
    ("app.reference_sheets.views.desk:reference_sheets_desk", "/verwaltung/bezugsblaetter"),
    ("app.ideas.views.public:ideas", "/ideen"),
    ("app.ideas.views.writing:ideas_writing", "/ideen"),
    ("app.ideas.views.hints:ideas_hints", "/ideen"),
    ("app.ideas.views.placing:ideas_placing", ""),
    ("app.ideas.views.mine:ideas_mine", "/konto/ideen"),
    ("app.ideas.views.co_authors:co_authors", "/konto/ideen"),
    ("app.ideas.views.prepared:ideas_prepared", "/konto/vorbereitet"),
    ("app.ideas.views.amending:ideas_amending", "/konto/ideen"),
    ("app.ideas.views.desk:ideas_desk", "/verwaltung"),
    ("app.ideas.views.desk_together:ideas_together", "/verwaltung"),
    ("app.ideas.views.desk_receiving:ideas_receiving", "/verwaltung"),
    ("app.ideas.views.redacting:ideas_redacting", "/verwaltung"),
    ("app.ideas.api:ideas_api", "/api/v1"),
    ("app.projects.views.public:projects", "/projekte"),
    ("app.projects.views.desk:projects_desk", "/verwaltung/projekte"),
    ("app.projects.views.desk_ideas:projects_ideas", "/verwaltung/projekte"),
    ("app.projects.views.placing:projects_placing", "/verwaltung/projekte"),
    ("app.projects.api:projects_api", "/api/v1"),
)
DEMO_DOORS = (("app.demo.views:demo", "/demo"),)

TABLES = (
    "app.core.jobs", "app.core.journal", "app.core.limits", "app.accounts.models", "app.things.models",
    "app.search.models", "app.discussion.models", "app.files.models", "app.restrictions.models",
    "app.municipalities.models", "app.responsibilities.models", "app.concepts.models", "app.editions.models",
    "app.ideas.models", "app.projects.models", "app.coverage.models", "app.reference_sheets.models", "app.pages.models",
)  # fmt: skip

SETTLING = ("app.coverage.tallying:settle", "app.ideas.similar_meaning:settle", "app.search.keeping:settle")
"""What follows a change in the same transaction, called with the numbers of the things touched and of those remade."""

DOCUMENTS = {
    "idea": "app.ideas.searching:documents",
    "project": "app.projects.searching:documents",
    "goal": "app.concepts.searching:goal_documents",
    "concept": "app.concepts.searching:concept_documents",
    "comment": "app.discussion.searching:documents",
    "municipality": "app.municipalities.searching:documents",
    "page": "app.pages.searching:documents",
}
"""What is searched: per kind, what gives its documents. See `app.search.keeping`."""

COMMANDS = (
    "app.accounts.cli:users",
    "app.municipalities.cli:municipalities",
    "app.concepts.cli:concepts",
    "app.search.cli:search",
    "app.responsibilities.cli:responsibilities",
    "app.coverage.cli:coverage",
    "app.notifications.cli:jobs",
    "app.notifications.cli:retention",
    "app.upkeep.cli:backup",
    "app.upkeep.cli:restore",
    "app.upkeep.cli:fsck",
    "app.demo.cli:demo",
)

JOBS = {
    "send_code": "app.accounts.jobs:send_code",
    "send_notice": "app.accounts.jobs:send_notice",
    "send_invitation": "app.accounts.jobs:send_invitation",
    "send_mail": "app.notifications.jobs:send_mail",
    "sweep_store": "app.files.jobs:sweep_store",
    "send_answer": "app.notifications.jobs:send_answer",
    "send_digest": "app.notifications.jobs:send_digest",
    "note_erased": "app.privacy.jobs:note_in_list",
    "note_meanings": "app.ideas.jobs:ask_what_they_mean",
}

RETENTION = {
    "drafts": "app.ideas.submitting:forget_old_drafts",
    "codes": "app.notifications.working:forget_old_proofs",
    "invitations": "app.accounts.inviting:forget_old_invitations",
    "limits": "app.core.limits:forget_old_windows",
    "barrier reports": "app.pages.texting:forget_settled_reports",
    "reports": "app.privacy.forgetting:forget_reporters",
    "files": "app.files.jobs:forget_loose_files",
    "sheets": "app.reference_sheets.declaring:forget_old_sheets",
}
"""What is deleted because its time is over; the worker does it once an hour."""
