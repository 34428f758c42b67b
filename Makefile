# make demo: a simulated fleet, broken, diagnosed, repaired.   make test: every test.
BUILD = swift build --explicit-target-dependency-import-check error
# Of a crash, the thread that crashed, in a page.
CRASHES = SWIFT_BACKTRACE=enable=yes,color=no,threads=crashed,images=none,registers=none,limit=24
# Tests start programs of their own: more of them at once than this take each other's time, and rounds of a second run out of it.
WIDTH = --experimental-maximum-parallelization-width 12

.PHONY: help deps build demo test real-test fuzz deb deb-test month-test crash-test bench picture format lint clean

help:
	@echo "make demo    build, and see a broken fleet diagnosed and repaired (DEMO=full: every cause and every step)"
	@echo "make test    build, and run every test"
	@echo "make real-test   break a member of your own and have it mended (KUBECONFIG=, CONFIRM=host,member; docs/internals/real-servers.md)"
	@echo "make month-test   many simulated months of a fleet under policy, and every gate torn out in turn (MONTHS=)"
	@echo "make fuzz    the seeded fuzz of the readers, for minutes (FUZZ_ROUNDS=)"
	@echo "make crash-test  kill repairs with SIGKILL, 400 times (RUNS=, SEED=)"
	@echo "make deb     the Debian package, in dist/;  make deb-test  try it"
	@echo "make bench   the figures of docs/internals/performance.md (release builds)"
	@echo "make format  format the sources;  make lint  check them"

deps:
	@scripts/deps.sh

build: deps
	$(BUILD)

demo: build
	@DEMO=$(DEMO) scripts/demo.sh

test: deps lint
	$(BUILD) --build-tests
	packaging/manuals.sh
	@$(CRASHES) scripts/test.sh $(WIDTH)

# Against real clusters, which it breaks: docs/internals/real-servers.md.
real-test: deps lint
	$(BUILD) --build-tests
	@$(CRASHES) KSFLEET_REAL_KUBECONFIG='$(KUBECONFIG)' KSFLEET_REAL_ADMIN_KUBECONFIG='$(ADMIN_KUBECONFIG)' KSFLEET_REAL_CONFIRM='$(CONFIRM)' \
	  KSFLEET_REAL_FAULTS='$(FAULTS)' KSFLEET_REAL_REDIS='$(REDIS)' KSFLEET_REAL_REPLICAS='$(REPLICAS)' KSFLEET_REAL_DOCUMENT='$(DOCUMENT)' \
	  scripts/real-test.sh

MONTHS ?= 200
month-test: deps
	scripts/release.sh --dynamic month-campaign
	.build-release/release/month-campaign $(MONTHS)

FUZZ_ROUNDS ?= 20000
fuzz: deps
	$(BUILD) --build-tests
	FUZZ_ROUNDS=$(FUZZ_ROUNDS) swift test --skip-build --filter Fuzz

RUNS ?= 400
crash-test: deps lint
	$(BUILD) --build-tests
	KSFLEET_CRASH_RUNS=$(RUNS) $(if $(SEED),KSFLEET_CRASH_SEED=$(SEED)) swift test --skip-build --filter CrashCampaignTests

# dist/ksfleet_VERSION_ARCH.deb: release programs, the Swift runtime linked statically. The first one takes a quarter of an hour.
deb:
	packaging/deb.sh

# The package under lintian and under a booted systemd; the suite does the same with debug programs.
deb-test: build deb
	FLEET_SIMULATOR=$$(swift build --show-bin-path) packaging/try.sh .build-release/release

bench: deps
	@scripts/bench.sh

# docs/images/report.png, from the report of the golden tests.
picture:
	scripts/picture.sh

format:
	swift format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift

lint:
	scripts/lint-numbers.sh
	scripts/lint-lines.sh
	scripts/arrows.py --check
	swift format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift

clean:
	rm -rf .build
