GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS = -s -w -X main.version=$(VERSION)

.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## run the demo: sample data, one address to open
	$(GO) run ./cmd/goodturn demo

build: ## build ./goodturn
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o goodturn ./cmd/goodturn

deps: ## install what the tests need (Debian), or say what is missing
	@scripts/deps.sh

test: deps check ## everything CI runs: checks, then all tests on both databases
	$(GO) test -timeout 40m ./...

check: ## formatting, vet, static analysis, generated files fresh
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt would change: $$out"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@$(MAKE) --no-print-directory fresh

fresh: generate ## fail if generated files are not what the sources give
	@git diff --exit-code --stat -- '*_templ.go' docs/messages.md docs/configuration.md docs/commands.md docs/openapi.json || { echo "generated files are stale: run make generate and commit"; exit 1; }

generate: ## write the generated files: pages, printed messages, option tables
	@$(GO) tool templ generate -log-level error
	@$(GO) generate ./docs/...

bench: ## the speeds of docs/performance.md, on both databases
	$(GO) test -run '^$$' -bench . -benchtime 2s ./...

torture: ## the long versions: 10,000 kills and 2,000 random lives (hours)
	GOODTURN_TORTURE=1 $(GO) test -timeout 6h -run Kills ./test/kill
	GOODTURN_TORTURE=2000 $(GO) test -timeout 6h -run TestNoLifeBreaksAPromise ./sim

fuzz: ## a minute of fuzzing for each target
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep ^Fuzz || true); do echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$p || exit 1; done; done

audit: ## known vulnerabilities in dependencies (needs the internet)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@latest ./...

dist: ## builds for Linux, macOS and Windows into dist/
	@rm -rf dist && mkdir -p dist
	@for t in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do os=$${t%/*}; arch=$${t#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "$$t"; CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o dist/goodturn-$$os-$$arch$$ext ./cmd/goodturn || exit 1; done
	@cp packaging/goodturn.service packaging/Dockerfile dist/ && cd dist && sha256sum goodturn-* > SHA256SUMS

.PHONY: help demo build deps test check fresh generate bench torture fuzz audit dist
