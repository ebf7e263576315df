# The front door. `make try` and `make test` are all that a newcomer needs; both install what is missing from Debian 12.
SHELL := /bin/sh
LOCALE := $(or $(LC_ALL),$(LC_MESSAGES),$(LANG),C.UTF-8)
export LC_ALL := C.UTF-8
JOBS := $(shell nproc)
.PHONY: all try test demo package soak bench fuzz lint format clean setup-build setup-test setup-lint setup-package

all: setup-build
	@rm -f build/release/.configured
	@cmake --preset release -DBUILD_TESTING=OFF > /dev/null && cmake --build --preset release -- -j$(JOBS)

# --- the two commands -------------------------------------------------------------------------------------------------

# Builds the release and scans the mailbox that our own builders write into samples/.
try: build/release/.configured
	@cmake --build --preset release --target fumiban_cli write_samples -- -j$(JOBS)
	@build/release/tests/write_samples
	@echo
	@build/release/apps/fumiban/fumiban scan samples/*.eml || true
	@echo
	@echo "Next: build/release/apps/fumiban/fumiban scan --explain samples/07-eicar.eml"

# Every test, in the release and under the sanitizers. Tests of the release wait for servers more than they compute, so
# the sanitizers' build goes on beside them, at the lowest priority.
test: build/release/.configured build/asan/.configured
	@cmake --build --preset release -- -j$(JOBS)
	@ctest --preset release & release=$$!; \
	  nice -n 19 cmake --build --preset asan -- -j$(JOBS) > build/asan/build.log 2>&1 || { cat build/asan/build.log; wait $$release; exit 1; }; \
	  wait $$release
	@ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1:max_malloc_fill_size=1073741824:malloc_fill_byte=0 UBSAN_OPTIONS=print_stacktrace=1 ctest --preset asan

# --- longer work ------------------------------------------------------------------------------------------------------

# A real Postfix on loopback, in a root of its own, with fumiband in front: sends it the sample mailbox and shows what
# became of each mail. As root; the first time makes the root, which takes a minute.
demo: build/release/.configured
	@cmake --build --preset release --target fumiband write_samples -- -j$(JOBS)
	@LC_ALL=$(LOCALE) python3 examples/demo/demo.py $(CURDIR)/build/release/apps/fumiband/fumiband \
	  $(CURDIR)/build/release/apps/libexec/fumiban/fumiban-worker $(CURDIR)/build/release/tests/write_samples \
	  $(CURDIR)/build/testroot/postfix

# Debian packages, into build/packages.
package: setup-package all
	@rm -rf build/packages
	@cpack --config build/release/CPackConfig.cmake -B build/packages
	@rm -rf build/packages/_CPack_Packages

# The long form of the laws: 10,000 mutations of every seed, the fuzzers, and the gateway under kills; writes docs/soak.md.
soak: build/release/.configured build/asan/.configured build/fuzz/.configured
	@cmake --build --preset release -- -j$(JOBS)
	@cmake --build --preset asan -- -j$(JOBS)
	@cmake --build --preset fuzz -- -j$(JOBS)
	@tools/soak.sh

bench: build/release/.configured
	@cmake --build --preset release -- -j$(JOBS)
	@tools/bench.sh

# Ten minutes a fuzzer; SECONDS_EACH=60 for a short round.
fuzz: build/fuzz/.configured
	@cmake --build --preset fuzz -- -j$(JOBS)
	@tools/fuzz.sh

lint: setup-lint build/release/.configured
	@tools/lint.sh

format: setup-lint
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-16 -i

clean:
	rm -rf build

# --- set-up -----------------------------------------------------------------------------------------------------------

setup-build:
	@tools/setup.sh build
setup-test:
	@tools/setup.sh build test package
setup-package:
	@tools/setup.sh package
setup-lint:
	@tools/setup.sh build test lint

build/release/.configured build/asan/.configured: setup-test
	@test -f $@ || { cmake --preset $(notdir $(@D)) -DBUILD_TESTING=ON > /dev/null && touch $@; }
build/fuzz/.configured: setup-lint
	@test -f $@ || { cmake --preset fuzz > /dev/null && touch $@; }
