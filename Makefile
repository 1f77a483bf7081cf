# Sayso. `make` alone prints what can be made.

GO      ?= go
ADDR    ?= :8080
BUILT   := web/built
SOURCES := $(shell find app wasm -name '*.go' ! -name '*_test.go') go.mod go.sum
BUNDLED := $(shell find web/loader web/style web/build -type f 2>/dev/null)

.DEFAULT_GOAL := help

## help: print this list
.PHONY: help
help:
	@grep -E '^## ' $(MAKEFILE_LIST) | sed -E 's/^## ([a-z-]+): (.*)/  make \1\t\2/' | expand -t 18

## run: build everything and serve the demo sites on http://localhost:8080/
.PHONY: run
run: build
	./bin/sayso serve --addr $(ADDR)

## build: the loader, the panel's WebAssembly and bin/sayso
.PHONY: build
build: $(BUILT)/.compressed
	$(GO) build -trimpath -ldflags '-s -w' -o bin/sayso ./server

# The loader, the panel's script and the style sheets, bundled by esbuild's Go package.
$(BUILT)/loader.js: $(BUNDLED) go.mod
	$(GO) run ./web/build
	@touch $@

# The panel: the rules and the interface, compiled for the browser with a
# lighter go-app. TRIM=0 builds with go-app as it is published.
TRIM ?= 1
$(BUILT)/panel.wasm: $(SOURCES) $(wildcard web/trim/*.go web/trim/go-app/*)
ifeq ($(TRIM),1)
	$(GO) run ./web/trim -o $@
else
	GOOS=js GOARCH=wasm $(GO) build -trimpath -ldflags '-s -w' -o $@ ./wasm
endif

# Each built file once more in brotli and gzip, so that nothing is compressed while serving.
$(BUILT)/.compressed: $(BUILT)/loader.js $(BUILT)/panel.wasm
	$(GO) run ./web/build -compress
	@touch $@

## test: every test, the browser ones too; installs what they need where it can
.PHONY: test
test: build tools
	$(GO) test -skip '^TestServerAndBrowserAgree$$' ./...
	$(GO) test -count=1 ./app
	$(GO) test -count=1 -v -run 'TestServerAndBrowserAgree' ./server
	$(GO) test -tags e2e -count=1 -timeout 40m -skip '^TestAxe' ./web/e2e/...
	$(GO) test -tags e2e -count=1 -timeout 20m -v -run '^TestAxe' ./web/e2e

# What the tests need beyond Go. Without it some of them would pass by being
# skipped, so here it is installed, or the command to type is named.
.PHONY: tools
tools:
	@missing=""; \
	command -v node >/dev/null && command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	command -v firefox-esr >/dev/null || missing="$$missing firefox-esr"; \
	command -v WebKitWebDriver >/dev/null || missing="$$missing webkit2gtk-driver"; \
	command -v Xvfb >/dev/null || missing="$$missing xvfb"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	command -v php >/dev/null || missing="$$missing php-cli"; \
	command -v pebble >/dev/null || missing="$$missing pebble"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	else echo "the tests need:$$missing; type: sudo apt-get install$$missing"; exit 1; fi

## check: format, vet, staticcheck and every test; what CI runs
.PHONY: check
check: build
	@unformatted=$$(git ls-files '*.go' | xargs gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted; run gofmt -w on: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags e2e ./web/e2e/...
	GOOS=js GOARCH=wasm $(GO) vet ./wasm/... ./app/...
	$(GO) build -o bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	./bin/staticcheck ./...
	./bin/staticcheck -tags e2e ./web/e2e/...
	GOOS=js GOARCH=wasm ./bin/staticcheck ./wasm/... ./app/ui/... ./app/rules/...
	$(MAKE) test fuzz

## fuzz: feed the parsers and the rules with nonsense, FUZZ each (default 60s)
FUZZ ?= 60s
.PHONY: fuzz
fuzz:
	$(GO) test ./server/internal/profile -run '^$$' -fuzz '^FuzzDecide$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/profile -run '^$$' -fuzz '^FuzzDeadline$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/profile -run '^$$' -fuzz '^FuzzLoad$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/receipt -run '^$$' -fuzz '^FuzzVerify$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/site -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/api -run '^$$' -fuzz '^FuzzChoice$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/api -run '^$$' -fuzz '^FuzzGuardianLink$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./app/signal -run '^$$' -fuzz '^FuzzDecode$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s
	$(GO) test ./server/internal/draw -run '^$$' -fuzz '^FuzzDrawingParsesBack$$' -fuzztime $(FUZZ) -fuzzminimizetime 1s

## bench: sizes and speeds, printed, never tested against a clock
.PHONY: bench
bench: build
	$(GO) run ./web/bench
	$(GO) run ./server/internal/load

## kill: kill -9 a loaded server 50 times, on each database; nothing may be lost
.PHONY: kill
kill: build
	SAYSO_KILLS=50 $(GO) test -run TestKilledServerLosesNothing -v -count=1 ./server

## siege: two minutes of hostile clients, and a table of what each got
.PHONY: siege
siege: build
	SAYSO_SIEGE=60s $(GO) test -run TestHostileClients -v -count=1 ./server

## clean: remove everything that was built
.PHONY: clean
clean:
	rm -rf bin $(BUILT)/*
	touch $(BUILT)/.gitkeep

## compare: measure Sayso beside its peers (about 12 minutes on a quiet machine)
.PHONY: compare
compare: build
	$(GO) run ./web/compare

## shots: pictures of every component in every state, in web/shots
.PHONY: shots
shots:
	$(GO) test -tags shots -count=1 ./server/internal/stories
