# ordinal: the whole build on one screen. A file registers by existing: see scripts/register.sh.
MAKEFLAGS += $(if $(filter 0,$(MAKELEVEL)),-j$(shell nproc))
B      ?= build
SAN    ?=
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
PKGS    = ncursesw libcurl libcjson yaml-0.1 libmicrohttpd gnutls
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
pkgs   := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PARTS   = base kube reconciler client sim jobs tui cmd
src     = $(wildcard $(1)/*.c $(1)/*/*.c)
objs    = $(patsubst %.c,$(B)/%.o,$(call src,$(1)))
# A test of a folder is linked with that folder and what it may include, so layering is checked by the linker too.
below_base       = base
below_kube       = kube base
below_reconciler = reconciler kube base
below_client     = client reconciler kube base
below_sim        = sim reconciler kube base
below_jobs       = jobs client reconciler kube base
below_tui        = tui jobs client reconciler kube base
below_cmd        = cmd tui jobs client sim reconciler kube base
libs    = $(patsubst %,$(B)/lib%.a,$(below_$(1)))

override CFLAGS += -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -fno-common -fstack-protector-strong -fstack-clash-protection -fPIE \
	$(if $(CI),-Werror) $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer -DJSON_SLABS=0,-D_FORTIFY_SOURCE=2) \
	-I. -I$(B) -DVERSION='"$(VERSION)"' $(pkgs)
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(if $(SAN),-fsanitize=$(SAN))
LDLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm
TESTS    = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/*/test_*.c))
TOOLS    = $(patsubst tests/tools/%.c,$(B)/%,$(wildcard tests/tools/*.c))
INCS     = $(addprefix $(B)/,$(addsuffix .inc,schema words docs fidelity kinds rules replays resources controllers views actions descriptions jobs commands themes worlds images lessons))

all: $(B)/ordinal
run: deps; @$(MAKE) --no-print-directory $(B)/ordinal && exec $(B)/ordinal --sim $(ARGS)
check: deps; @$(MAKE) --no-print-directory all tests && tests/run.sh $(B)
tests: $(TESTS) $(TOOLS)
bench: all tests; @tests/bench/run.sh $(B)
bless: all tests; @BLESS=1 tests/run.sh $(B)
screenshots: all tests; @screenshots/make.sh $(B)
deps: ; @scripts/deps.sh
install: all; install -D -m755 $(B)/ordinal $(DESTDIR)$(PREFIX)/bin/ordinal && ln -sf ordinal $(DESTDIR)$(PREFIX)/bin/kubectl-ordinal
	@mkdir -p $(DESTDIR)$(PREFIX)/share/man/man1 && $(B)/ordinal help --man >$(DESTDIR)$(PREFIX)/share/man/man1/ordinal.1
clean: ; rm -rf $(B) $(B)-*

$(B)/ordinal: $(call libs,cmd); $(CC) $(LDFLAGS) -o $@ -Wl,--start-group $^ -Wl,--end-group $(LDLIBS)
$(foreach p,$(PARTS),$(eval $(B)/lib$p.a: $(call objs,$p) $(B)/lib$p.list; @rm -f $$@; ar rcs $$@ $$(filter %.o,$$^)))
# Jobs see no cluster, but their tests are played on one.
$(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/jobs/test_*.c)): $(B)/libsim.a
$(foreach p,$(PARTS),$(eval $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/$p/test_*.c)): $(call libs,$p)))
$(TOOLS): $(B)/%: $(B)/tests/tools/%.o $(filter-out $(B)/cmd/main.o,$(call objs,cmd)) $(call libs,cmd); $(CC) $(LDFLAGS) -o $@ -Wl,--start-group $(filter-out $(B)/libcmd.a,$^) -Wl,--end-group $(LDLIBS) -lvterm
$(foreach t,$(notdir $(TOOLS)),$(eval $(B)/$t: $(patsubst %.c,$(B)/%.o,$(wildcard tests/tools/$t/*.c tests/tools/$t/*/*.c))))
$(B)/tests/unit/%: $(B)/tests/unit/%.o; $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka -lvterm
$(B)/%.o: %.c | $(INCS); @mkdir -p $(@D); $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
# What a library consists of: when a file goes, the library is made again without it.
$(B)/lib%.list: FORCE; @mkdir -p $(@D); echo $(call src,$*) >$@.new; if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(B)/%.inc: FORCE; @mkdir -p $(@D); scripts/register.sh $* $@
.SECONDARY:
.PHONY: all run check tests bench bless screenshots deps install clean FORCE
-include $(shell find $(B) -name '*.d' 2>/dev/null)
