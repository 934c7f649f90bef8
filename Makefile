# Huanghuai. `make help` lists what there is; docs/operations.md says more.
# HOST PORT DATA_DIR DATABASE_URL WORKERS DEMO ADMIN_PASSWORD … are read from the environment, from `.env` or from the
# command line of make (`make run PORT=9000`). PIP_INDEX_URL, APT_MIRROR and npm_config_registry name mirrors to
# install from; none is baked in.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run setup test test-long lint format bench bench-peers messages lock clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run: ## start the site: installs, migrates, fills an empty database with demo content (DEMO=0: not), serves
	@bash scripts/venv.sh run
	@exec .venv/bin/python scripts/supervise.py

setup: ## everything that working on the code needs: virtual environment, checkers, system packages
	@bash scripts/system-packages.sh $$(bash scripts/test.sh --packages) gettext
	@bash scripts/venv.sh dev
	@bash scripts/node.sh
	@.venv/bin/python scripts/compile_messages.py

test: ## all tests on SQLite, again on a private PostgreSQL, and in a browser (under 10 minutes on two cores)
	@bash scripts/test.sh

test-long: ## the same tests at full depth (under 60 minutes)
	@TEST_LONG=1 bash scripts/test.sh

lint: ## style, types, layers, templates, system checks, missing migrations, guards
	@bash scripts/lint.sh

format: ## let ruff lay out the Python code and mend what it can
	@bash scripts/venv.sh dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: ## speed and cost as JSON lines (BENCH=quick leaves growth out, BENCH=serving,memory takes parts, BENCH_DIR keeps the data sets)
	@bash scripts/venv.sh dev
	@bash scripts/system-packages.sh wrk nginx-light postgresql
	@.venv/bin/python bench/run.py

bench-peers: ## the same article from Wagtail with a page cache in Redis, beside ours (BENCH=quick, BENCH_DIR as above)
	@bash scripts/venv.sh dev
	@bash scripts/system-packages.sh wrk nginx-light redis-server
	@.venv/bin/python bench/peers.py

messages: ## collect new strings into locale/, compile what is translated
	@bash scripts/system-packages.sh gettext
	@bash scripts/venv.sh dev
	@bash scripts/messages.sh
	@.venv/bin/python scripts/compile_messages.py

lock: ## write requirements*.txt (versions and hashes) anew from requirements*.in; UPGRADE=1 takes newer releases
	@bash scripts/venv.sh dev
	@bash scripts/lock.sh

clean: ## remove what tools left behind; data, .env and the virtual environment stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -path ./.venv -prune -o -path ./var -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
