# Two commands do everything: `make up` deploys to the sandbox, `make test` runs all tests. `make help` lists the rest.
PYTHON ?= python3
ENVIRONMENT ?= dev
ARCHITECTURE ?=
TARGET ?= sandbox
STACK ?= $(ENVIRONMENT)
SPEED ?=
ARGS ?=

BIN := .venv/bin
SANDBOX := $(BIN)/python -m sandbox
REPORT := .policy-report
CHOICE := --environment $(ENVIRONMENT) $(if $(ARCHITECTURE),--architecture $(ARCHITECTURE)) $(if $(SPEED),--speed $(SPEED))

# The flags of the toolchain's build, so that its cache serves the tests too.
GO := CGO_ENABLED=0 GOFLAGS=-trimpath go
with_go = if command -v go >/dev/null; then cd toolchain && $(1); else echo "no go here: the Go code is not checked" >&2; fi

# A command of Pulumi on AWS with every pack, and their report whatever comes of it.
with_packs = rm -rf $(REPORT); path="$$($(PYTHON) toolchain/ensure.py)" || exit; \
	POLICY_REPORT="$(CURDIR)/$(REPORT)" PATH="$$path:$$PATH" pulumi $(1) --stack $(STACK) --policy-pack policies $(ARGS); code=$$?; \
	$(BIN)/python -m policies.report $(REPORT); exit $$code

.DEFAULT_GOAL := help
.PHONY: help up preview refresh destroy shell sandbox-show sandbox-reset test lint format bench docs lock install install-dev

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

ifeq ($(TARGET),aws)
# The same program on AWS, with your own backend and credentials. The packs judge `up` as well as the preview: what is
# unknown before is decided then.
up: install
	@$(call with_packs,up)

refresh destroy: install ## run on AWS with TARGET=aws STACK=<stack>
	@path="$$($(PYTHON) toolchain/ensure.py)" && PATH="$$path:$$PATH" pulumi $@ --stack $(STACK) $(ARGS)

preview: install
	@$(call with_packs,preview --save-plan=.venv/plan.json)
	@$(BIN)/python -m core.data_guard .venv/plan.json $(if $(CI),--fail)
else
up: install ## deploy to the sandbox: [ARCHITECTURE=..] [ENVIRONMENT=dev|prod] [SPEED=60|real]; to AWS: TARGET=aws STACK=..
	@$(SANDBOX) up $(CHOICE) $(if $(ARGS),-- $(ARGS))

preview: install ## show what `up` would change, with the policy packs
	@$(SANDBOX) preview $(CHOICE) $(if $(ARGS),-- $(ARGS))

refresh: install ## compare the state with the simulated cloud
	@$(SANDBOX) refresh $(CHOICE) $(if $(ARGS),-- $(ARGS))

destroy: install ## remove the stack from the sandbox: [UNPROTECT=yes] for protected data
	@$(SANDBOX) destroy $(CHOICE) $(if $(UNPROTECT),--unprotect) $(if $(ARGS),-- $(ARGS))
endif

shell: install ## a shell in which bare `pulumi` commands work on the sandbox
	@$(SANDBOX) shell $(CHOICE)

sandbox-show: install ## what the simulated cloud holds
	@$(SANDBOX) show

sandbox-reset: install ## forget the simulated cloud and every sandbox stack
	@$(SANDBOX) reset

test: install-dev ## every test
	@$(call with_go,$(GO) test ./...)
	@$(BIN)/pytest $(ARGS)

lint: install-dev ## ruff, mypy, import rules, Go vet, actionlint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(call with_go,test -z "$$(gofmt -l .)" && $(GO) vet ./...)
	@$(call with_go,cd ../.github/actionlint && go tool actionlint -shellcheck= -pyflakes= ../workflows/*.yaml)

format: install-dev ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install-dev ## speed and memory, as ratios of one run
	@$(BIN)/python -m tests.bench $(if $(ARCHITECTURE),--architecture $(ARCHITECTURE))

docs: install-dev ## write the generated pages anew
	@$(BIN)/python -m docs.generate

lock: install-dev ## compile requirements.txt and requirements-dev.txt from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --quiet -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --quiet -o requirements-dev.txt

install: .venv/.runtime
install-dev: .venv/.dev

.venv/.runtime: requirements.txt
	@$(PYTHON) toolchain/python_version.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing the Python packages into .venv (about a minute, once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "installing the test and lint tools into .venv" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
