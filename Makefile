# `make help` lists what there is. What a target needs is made on the way, below .cache/ and .venv/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:

# Versions of Python, the best first.
DEMO_PYTHONS := 3.13 3.12 3.14 3.11 3.10
DEV_PYTHONS := 3.13 3.12 3.14 3.11
IMPORTER_PYTHONS := 3.12 3.11 3.13
SITE_PYTHONS := 3.13 3.12 3.14
CORES := 2.16 2.17 2.18 2.19 2.20 2.21
PYTHONS_2.16 := 3.12 3.11 3.10
PYTHONS_2.17 := 3.12 3.11 3.10
PYTHONS_2.18 := 3.12 3.13 3.11
PYTHONS_2.19 := 3.12 3.13 3.11
PYTHONS_2.20 := 3.13 3.12 3.14
PYTHONS_2.21 := 3.13 3.12 3.14

# The oldest Python that modules run on; no ansible-core that it can control is supported, so it is checked as a target.
OLDEST_TARGET := 3.9

# The releases of ansible-core that this machine has a Python for; looked up once, by the targets that need to know.
cores = $(eval cores := $(foreach core,$(CORES),$(if $(shell tests/tools/find_python.sh $(PYTHONS_$(core)) 2>&-),$(core))))$(cores)
oldest = $(firstword $(cores))
newest = $(lastword $(cores))

# Only pip sees its user's settings. All else has a home of its own and no setting of Ansible, and none of a real cloud but
# for the targets that read one.
real_cloud := live-check record
unexport PYTHONPATH PYTHONDONTWRITEBYTECODE VIRTUAL_ENV $(filter ANSIBLE_% $(if $(filter $(real_cloud),$(MAKECMDGOALS)),,HW_% HUAWEICLOUD_%),$(.VARIABLES))
USER_HOME := $(or $(USER_HOME),$(HOME))
export USER_HOME
export HOME := $(CURDIR)/.cache/home
export PATH := $(CURDIR)/.cache/venv/dev/bin:$(PATH)
export LC_ALL := C.UTF-8
export NO_COLOR := 1
export ANSIBLE_NOCOLOR := 1
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.cache/tree

DEV := .cache/venv/dev/made
COLLECTION := .cache/tree/ansible_collections/huaweicloud/workspace
STEP := tests/tools/quietly.sh
# Tests also wait, for programs and for the emulator, so there may be more of them than processors.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2 + 1)
PYTEST := pytest -n $(WORKERS) -q -p no:cacheprovider
EMULATOR_TESTS := tests/unit/emulator tests/contract
SUITES := tests/unit tests/contract tests/integration tests/fault
PARTS := lint types docs molecule build

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' Makefile | column -t -s '|'

# --- For every day --------------------------------------------------------------------------------------------------

.PHONY: demo demo-day-two check unit emulator-tests integration fault bench emulator format docs-site
demo: .venv/made ## run a term of a course in the emulator (KEEP=1 leaves it running)
	@PYTHONPATH=tests .venv/bin/python -m demo.course

demo-day-two: .venv/made ## run a later part of a term: a timetable, an exam, a repair, new images (KEEP=1 leaves the emulators running)
	@PYTHONPATH=tests .venv/bin/python -m demo.day_two

check: ## the fast part, for before a commit: style, types, documentation, unit tests of the collection
	@$(call run_parts,style types docs unit)

unit: $(DEV) ## the unit tests of the collection
	@$(PYTEST) tests/unit $(EMULATOR_TESTS:%=--ignore=%)

emulator-tests: $(DEV) ## the tests of the emulator, also against the official SDK and the published description
	@$(PYTEST) $(EMULATOR_TESTS)

integration: $(DEV) ## every module, role and playbook against the emulator
	@$(PYTEST) tests/integration

# Tests that need the same undisturbed run stay together, so that it is not made by each worker.
fault: $(DEV) ## every module under every fault, as a table, in .cache/fault.json and as figures in docs/reliability.md
	@$(PYTEST) --dist worksteal tests/fault --fault-report .cache/fault.json
	@python tests/fault/report.py .cache/fault.json

RUNS := 3
bench: $(DEV) ## measure what tasks, labs and inventories cost, in .cache/bench.json too (FIGURES=name,name RUNS=3)
	@python tests/benchmark --figures '$(FIGURES)' --runs $(RUNS)

PORT := 8765
emulator: .venv/made ## start an emulator and print the variables that point the collection at it (PORT=8765)
	@.venv/bin/python tests/emulator --port $(PORT) --print-env
	@exec .venv/bin/python tests/emulator --port $(PORT)

.PHONY: $(real_cloud) replay
live-check: $(DEV) ## compare the answers of the project that HW_* variables name with the emulator's; nothing is changed there
	@PYTHONPATH=tests python -m live check

FILE := recording.json
record: $(DEV) ## write the answers of that project to a file without names and addresses (FILE=recording.json)
	@PYTHONPATH=tests python -m live record '$(FILE)'

replay: $(DEV) ## answer as a recording did, and print the variables that point the collection at it (FILE=recording.json PORT=8765)
	@PYTHONPATH=tests python -m live replay '$(FILE)' --port $(PORT)

format: $(DEV) ## format the Python files; update the action group, shared return values, pages of docs/ and surveys that are made
	@tests/tools/action_group.sh
	@python tests/returns/generate.py
	@python tests/documents/page.py
	@python tests/absence/page.py
	@python tests/lab_file/page.py
	@python tests/awx_kit/surveys.py
	@ruff check --quiet --fix
	@ruff format --quiet

docs-site: .cache/venv/site/made ## build the documentation as a website in .cache/site/html, which needs no network
	@$(STEP) docs-site env PYTHONPATH=tests .cache/venv/site/bin/python -m docs_site.build .cache/site
	@echo 'made      .cache/site/html/index.html'

# --- What CI runs ---------------------------------------------------------------------------------------------------

# More parts at a time than processors, the longest first, since each also waits; each says in a line how it went. All of
# them run, even if one fails.
run_parts = $(MAKE) --jobs=3 --keep-going --output-sync=target $(1)
sanity_ends = $(addprefix sanity-,$(sort $(oldest) $(newest)))
other_units = $(addprefix units-,$(filter-out $(newest),$(cores)))

.PHONY: test test-all
test: export BRIEF_SANITY := yes
test: ## everything that CI runs; what takes the longest is left to test-all: slow tests, and sanity but for the oldest ansible-core
	@passed=true; $(call run_parts,sanity-$(oldest) $(PARTS)) || passed=false; $(PYTEST) -m 'not slow' $(SUITES) && $$passed

test-all: ## all tests, cases by ansible-playbook, sanity and unit tests with every ansible-core, Galaxy's own check of the package, and the site
	@passed=true; \
	$(call run_parts,$(addprefix sanity-,$(cores)) $(other_units) $(PARTS) importer docs-site) || passed=false; \
	$(PYTEST) --playbooks $(SUITES) && $$passed

.PHONY: style lint types docs sanity units molecule build importer
style: $(DEV)
	@$(STEP) ruff-check ruff check --output-format concise
	@$(STEP) ruff-format ruff format --diff
	@$(STEP) yamllint yamllint --strict .

lint: style tree ## style of Python and YAML, ansible-lint with its production profile, and licences of all files
	@$(STEP) reuse reuse lint
	@$(STEP) ansible-lint env -C $(COLLECTION) ansible-lint --offline --strict

types: $(DEV) tree ## the types of the plugins, the emulator and what the tests have in common
	@$(STEP) types env MYPYPATH=tests:.cache/tree mypy

docs: $(DEV) tree ## the documentation of every plugin and role, and the changelog fragments
	@$(STEP) changelog env -C $(COLLECTION) antsibull-changelog lint
	@$(STEP) antsibull-docs env -C $(COLLECTION) \
		antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self .
	@$(STEP) ansible-doc ansible-doc --metadata-dump huaweicloud.workspace

sanity: ## ansible-test sanity with the oldest and the newest ansible-core (sanity-2.18: with that one)
	@$(call run_parts,$(sanity_ends))

sanity-%: .cache/venv/core-%/made
	@$(STEP) $@ env PYLINT=$(filter $(newest),$*) tests/tools/sanity.sh $* $(if $(filter $(oldest),$*),$(OLDEST_TARGET))

units: ## the unit tests of the plugins with every ansible-core but the newest, which runs all tests (units-2.18: with that one)
	@$(call run_parts,$(other_units))

units-%: .cache/venv/units-%/made
	@$(STEP) $@ env PATH="$(CURDIR)/$(<D)/bin:$$PATH" $(PYTEST) tests/unit/plugins

export define free_port
import socket
with socket.socket() as listener:
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1])
endef
molecule: $(DEV) tree ## the roles and playbooks as their users run them
	@$(STEP) molecule env -C $(COLLECTION) EMULATOR_PORT=$$(python -c "$$free_port") \
		molecule test --all --workers 2 --shared-state --continue-on-failure

build: $(DEV) tree ## build the package in dist/, install it elsewhere and try what it holds
	@$(STEP) build tests/tools/package.sh $(COLLECTION)

importer: build .cache/venv/importer/made
	@$(STEP) galaxy-importer tests/tools/importer.sh

# --- Releases and cleaning -----------------------------------------------------------------------------------------

.PHONY: changelog release clean
changelog: $(DEV) ## write CHANGELOG.md for the version in galaxy.yml
	@antsibull-changelog release --update-existing --reload-plugins --refresh

release: $(DEV) ## make the changelog and the package of a version, without publishing anything (VERSION=1.0.0)
	@tests/tools/release.sh '$(VERSION)'

clean: ## remove everything that was made
	rm -rf .cache .venv dist .ansible

# --- What the targets need ------------------------------------------------------------------------------------------

# A virtualenv holds paths, so it is made again when its requirements change or the checkout has moved.
make_venv = HOME='$(USER_HOME)' tests/tools/make_venv.sh $(@D) $(1) $(2)

.venv/made: tests/requirements/demo.txt tests/requirements/ansible.txt tests/emulator/requirements.txt .cache/place
	@$(call make_venv,$<,$(DEMO_PYTHONS))

$(DEV): tests/requirements/dev.txt tests/requirements/demo.txt tests/requirements/ansible.txt \
		tests/emulator/requirements.txt .cache/place
	@$(call make_venv,$<,$(DEV_PYTHONS))

.cache/venv/importer/made: tests/requirements/importer.txt .cache/place
	@$(call make_venv,$<,$(IMPORTER_PYTHONS))

.cache/venv/site/made: tests/requirements/site.txt tests/requirements/ansible.txt .cache/place
	@$(call make_venv,$<,$(SITE_PYTHONS))

.cache/venv/core-%/made: tests/requirements/core-%.txt .cache/place
	@$(call make_venv,$<,$(PYTHONS_$*))

.cache/venv/units-%/made: tests/requirements/core-%.txt tests/requirements/units.txt tests/emulator/requirements.txt .cache/place
	@$(call make_venv,'$< tests/requirements/units.txt',$(PYTHONS_$*))

.cache/place: FORCE
	@mkdir -p $(@D) && { echo "$$PWD" | cmp --quiet - $@ || echo "$$PWD" > $@; }

.PHONY: tree FORCE
tree:
	@tests/tools/copy_tree.sh .cache/tree
FORCE:
