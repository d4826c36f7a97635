# MentorNet's commands. `make` lists them.

.DEFAULT_GOAL := help
.PHONY: help run venv translations messages test test-long test-tools check api-schema clients bench bench-api bench-dashboard bench-delivery bench-groups bench-isolation bench-mail bench-matching bench-privacy bench-roster bench-surveys format-templates rendered rendered-diff

PYTHON ?= python3
export UV_PYTHON_DOWNLOADS ?= never
export MENTORNET_DEMO ?= 1
# What is compiled is kept: tests start dozens of processes, and each would compile Django anew.
unexport PYTHONDONTWRITEBYTECODE

IN_VENV := . .venv/bin/activate &&

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: translations ## run the demonstration on this machine (PORT=8000)
	@$(IN_VENV) exec python -m mentornet.dev.run

venv: .venv/.synced

.venv/.synced: pyproject.toml uv.lock
	@sh .ci/venv "$(PYTHON)"
	@.venv/bin/uv sync --frozen --quiet
	@touch $@

translations: venv
	@$(IN_VENV) python -m mentornet.dev.catalogs compile

messages: venv ## bring the catalogs of translations up to date with the strings of the product
	@$(IN_VENV) python -m mentornet.dev.catalogs

test: venv ## run every test that this machine can run (PYTEST="-k tie" narrows)
	@$(IN_VENV) exec pytest -n auto --maxschedchunk 10 -m "not long" $(PYTEST)

test-long: venv ## run the slow tests, and generated ones with all examples
	@$(IN_VENV) exec env THOROUGH=1 pytest -n auto --maxschedchunk 2 -m "long or generated or tools" $(PYTEST)

test-tools: venv ## ask other people's programs: Spectral, Schemathesis, scim2-tester, Newman, oidc-provider (npm fetches some)
	@$(IN_VENV) exec pytest -n auto --maxschedchunk 2 -m tools $(PYTEST)

check: venv ## lint, format, words, reading level, types, layers, migrations, deployment settings, known vulnerabilities
	@$(IN_VENV) ruff check
	@$(IN_VENV) ruff format --check
	@$(IN_VENV) python .ci/templates
	@$(IN_VENV) python .ci/words
	@$(IN_VENV) python .ci/readable
	@$(IN_VENV) mypy
	@$(IN_VENV) lint-imports --no-logo
	@$(IN_VENV) python -m mentornet.dev.embedded -- python manage.py makemigrations --check --dry-run
	@$(IN_VENV) env -u MENTORNET_TEST MENTORNET_DEMO=0 REDIS_URL=redis://localhost \
		DATABASE_URL=postgresql://a@/none DATABASE_OWNER_URL=postgresql://b@/none DATABASE_OPERATIONS_URL=postgresql://c@/none \
		SECRET_KEY="$$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		CONCERN_KEYS="$$(python -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())')" \
		SITE_URL=https://mentornet.example ALLOWED_HOSTS=mentornet.example \
		EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=mentornet@mentornet.example \
		python manage.py check --deploy --fail-level WARNING
	@$(IN_VENV) python .ci/audit

format-templates: venv ## format the templates, and name the lines that stay too long
	@$(IN_VENV) python .ci/templates --write

rendered: venv ## write every page and message into FOLDER, as each role gets it
	@$(IN_VENV) RENDERED=$(abspath $(FOLDER)) python -m mentornet.dev.embedded -- \
		pytest -n0 -q -s tests/contract/rendered.py

rendered-diff: venv ## compare the pages of two such folders: BEFORE=... AFTER=...
	@$(IN_VENV) python -m tests.support.same_page $(BEFORE) $(AFTER)

api-schema: venv ## write docs/openapi.yaml, unless that breaks programs that use the API
	@$(IN_VENV) python -m mentornet.dev.embedded -- python manage.py write_api_schema

clients: venv ## build the clients of the API, a wheel and an npm tarball, in var/clients/
	@$(IN_VENV) python -m mentornet.dev.clients

bench: venv ## measure on an institution of 100,000 people
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench --durable -- python -m tests.bench

bench-dashboard: venv ## measure the dashboard at 1,000 and 100,000 people, beside a plain page
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-dashboard --durable -- python -m tests.bench.dashboard

bench-delivery: venv ## measure check-ins, gap reports and the early warning
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-delivery --durable -- python -m tests.bench.delivery

bench-mail: venv ## measure queuing mail and handing it over, beside a plain bulk insert
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-mail --durable -- python -m tests.bench.mail

bench-groups: venv ## measure forming groups against chance and against greed
	@$(IN_VENV) exec python -m tests.bench.groups

bench-matching: venv ## measure the matching engine against its rivals
	@$(IN_VENV) exec python -m tests.bench.matching

bench-privacy: venv ## attack published figures of 200 institutions, beside plain suppression
	@$(IN_VENV) exec python -m tests.bench.privacy

bench-api: venv ## measure the API and the bulk roster on 100,000 people
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench --durable -- python -m tests.bench.api

bench-isolation: venv ## measure what one institution's import costs another one's readers
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-isolation --durable -- python -m tests.bench.isolation

bench-roster: venv ## measure the preview of roster files of 50,000 and 200,000 people: seconds and memory
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-roster --durable -- python -m tests.bench.roster $(ARGS)

bench-surveys: venv ## measure a survey of a whole institution
	@$(IN_VENV) exec python -m mentornet.dev.embedded --folder var/pg-bench-delivery --durable -- python -m tests.bench.surveys
