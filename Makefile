# daemon-steps: how a Unix program becomes a daemon, one system call at a time.
# You may set CC, CFLAGS and LDFLAGS: make CC=clang, make CC=musl-gcc, STATIC=1.

BUILD    := build
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
FLAGS     = -std=c11 -D_POSIX_C_SOURCE=200809L -Icommon $(WARNINGS) \
            $(CFLAGS) $(CPPFLAGS) -MMD -MP -MF $(BUILD)/common/$(@F).d
LINK      = $(LDFLAGS) $(if $(STATIC),-static)

STEPS    := $(patsubst steps/%.c,$(BUILD)/%,$(wildcard steps/*.c))
# The programs in common/tools/ need Linux: elsewhere, only the steps are built.
LINUX    := $(filter Linux,$(shell uname))
TOOLS    := $(if $(LINUX),$(BUILD)/inspect $(BUILD)/terminal)
COMMON   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard common/*.c))
RUN      := $(BUILD)/common/tools/run.o
SHARED   := $(filter-out %/inspect.o %/terminal.o $(RUN),$(patsubst \
              %.c,$(BUILD)/%.o,$(wildcard common/tools/*.c)))
BIN       = BIN='$(BUILD)'
BATS      = bats --print-output-on-failure
# CI also runs the tests with the tag thorough: about changing the project, and about
# what happens if something is missing, unusual, interrupted, or fails.
LONGEST  := $(patsubst %,tests/%.bats,page inspect-daemons inspect-run stay \
              terminal docs tour quiz faults others descriptors)
TESTS    := $(LONGEST) $(filter-out $(LONGEST),$(wildcard tests/*.bats))

all: $(STEPS) $(TOOLS) ## build every program into build/
$(STEPS): $(BUILD)/%: steps/%.c $(COMMON)
$(TOOLS): $(BUILD)/%: common/tools/%.c $(SHARED) $(COMMON)
$(BUILD)/inspect: $(RUN)
$(STEPS) $(TOOLS): $(BUILD)/flags
	@echo "  cc  $@"
	@$(CC) $(FLAGS) -o $@ $(filter %.c %.o,$^) $(LINK)
$(COMMON) $(SHARED) $(RUN): $(BUILD)/%.o: %.c $(BUILD)/flags
	@echo "  cc  $@"
	@$(CC) $(FLAGS) -c -o $@ $<
$(BUILD)/flags: always # changes when they do, so that all is rebuilt
	@mkdir -p $(BUILD)/common/tools
	@echo '$(CC) $(FLAGS) $(LINK)' | cmp -s - $@ || \
	    echo '$(CC) $(FLAGS) $(LINK)' >$@
-include $(wildcard $(BUILD)/common/*.d)

help: ## this list
	@sed -n 's/^\([a-z%-]*\):.*## /\1\t/p' Makefile | \
	    sed 's/%/NN/' | awk -F '\t' '{ printf "make %-11s %s\n", $$1, $$2 }'
tour: all ## a walk through the stages, in this terminal: start here
	@$(BIN) scripts/tour
compare: all ## the programs side by side: what each one now is
	@$(BIN) scripts/compare
without: all ## what breaks without each stage: an experiment for each
	@export $(BIN); for step in $(sort $(notdir $(STEPS))); do \
	    each=scripts/without/$${step#*-}; [ -x $$each ] || continue; \
	    $$each || [ $$? -eq 77 ] || exit 1; echo; done
picture: all ## your own terminal, now: its sessions, groups and processes
	@$(BIN) scripts/picture --live
quiz: all ## predict, then look: the kernel marks your answers
	@$(BIN) scripts/quiz $(STEP)
beliefs: all ## thirty beliefs about daemons: true, false, or does it depend?
	@$(BIN) scripts/beliefs $(N)
libc: all ## what daemon(3) of glibc and of musl does, beside the stages
	@$(BIN) scripts/libc || [ $$? -eq 77 ]
others: all ## real daemons, watched: their stages, memory and marks
	@$(BIN) scripts/others || [ $$? -eq 77 ]
diff-%: ## what step NN adds to the step before it: make diff-03
	@scripts/step-diff $*
docs: all ## run what the documents show, and write it into them
	@$(BIN) scripts/docs
check-docs: all ## compare them with what a run prints
	@$(BIN) scripts/docs --check
test: all ## every claim, checked on this kernel (scripts/setup test)
	@{ $(MAKE) -s -k -j6 -O $(TESTS) 2>&1 || echo "# make: status $$?"; } | awk \
	    '{ print } /^# make: status/ { bad = 1 } /^ok .*# skip/ { s++; next } \
	    /^ok/ { p++ } /^not ok/ { f++ } END { printf \
	    "# in all: %d passed, %d failed, %d skipped\n", p, f, s; exit bad }'
$(TESTS):
	@$(BIN) $(BATS) $(if $(THOROUGH),,--filter-tags '!thorough') $@
stress: all ## the same again and again, with every core busy
	@$(BIN) scripts/stress
sanitize: all ## the tests once more, with checks of memory and arithmetic
	@PLAIN_$(BIN) $(MAKE) BUILD=$(BUILD)/sanitize CFLAGS='-O1 \
	    -g -fsanitize=address,undefined -fno-sanitize-recover=all' test
faults: all ## each system call made to fail: make faults SAMPLE=11 for some
	@$(BIN) tests/faults $(if $(SAMPLE),--sample $(SAMPLE))
lint: ## what reads the sources: format, shell, static analysis
	@scripts/lint
bare: all ## README on a machine that has nothing: make bare RELEASE=trixie
	@$(BIN) tests/bare $(or $(USERLAND),$(RELEASE),bookworm)
clean: ## remove build/
	rm -rf '$(BUILD)'

.PHONY: all help tour compare without picture quiz beliefs libc others docs \
    check-docs test stress sanitize faults lint bare clean always $(TESTS)
