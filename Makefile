# make setup  install everything into ./.venv and ./var (fast when nothing changed)
# make run    the whole product at http://127.0.0.1:8000 (DATABASE_URL=postgresql://… uses that server)
# make test   all tests, on an embedded PostgreSQL
# make check  style, types, import rules, templates, packs
# make bench  figures beside this machine's own floor
# make screens  pictures of every page into var/screens (of the product at SCREENS_AT, else of a scratch one)
# make lock   renew the locked requirement files from requirements/*.in
SHELL := /bin/bash
BIN := .venv/bin
# Tests spend much of their time waiting for PostgreSQL: one worker a core is right on small machines.
TEST_WORKERS ?= auto
TEST ?=
PORT ?= 8000
SCREENS_AT ?= http://127.0.0.1:8000
ifdef DATABASE_URL
export DATABASE_URL
endif

.PHONY: setup run test check bench screens lock
.DEFAULT_GOAL := setup

setup:
	@scripts/setup

run: setup
	@exec $(BIN)/hotline run --port $(PORT)

test: setup
	@scripts/machine
	@$(BIN)/pytest -n $(TEST_WORKERS) --dist loadscope $(TEST)

check: setup
	@scripts/check

bench: setup
	@$(BIN)/python -m bench

screens: setup
	@scripts/screens $(SCREENS_AT)

lock:
	@scripts/lock
