#include "cmd/manual.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/command.h"
#include "tui/help.h"

static const char description[] =
	"shows each StatefulSet of a cluster as a row of ordinals, with its revisions, its update partition, its "
	"disruption budget and its claims, says in words what the controller does next and why it waits, and scales, "
	"rolls out, drains and deletes with what will happen said first. It carries a simulated cluster and a "
	"StatefulSet reconciler of its own: the same program teaches, rehearses and operates. On PATH as "
	"kubectl\\-ordinal it is a plugin of kubectl.";

/* Text that roff shows as it is: no escape, no request at the beginning of a line. */
static void add_text(struct str *out, const char *text)
{
	bool begins = true;

	for (; *text; begins = *text++ == '\n') {
		if (begins && (*text == '.' || *text == '\''))
			str_add(out, "\\&");
		if (*text == '\\')
			str_add(out, "\\e");
		else if (*text == '-')
			str_add(out, "\\-");
		else
			str_addc(out, *text);
	}
}

static void add_macro(struct str *out, const char *macro, const char *text)
{
	str_addf(out, "%s ", macro);
	add_text(out, text);
	str_addc(out, '\n');
}

static bool is_console(const struct command *c)
{
	return streq(c->name, "console");
}

static void add_synopsis(struct str *out)
{
	str_add(out, ".SH SYNOPSIS\n");
	for (size_t i = 0; i < subcommand_count(); i++) {
		const struct command *c = subcommand_at(i);
		_cleanup_(freep) char *name = is_console(c) ? xstrdup("ordinal") : xasprintf("ordinal %s", c->name);

		add_macro(out, ".B", name);
		add_text(out, c->usage);
		str_add(out, "\n.br\n");
	}
}

/* What `ordinal NAME --help` prints, malloc'd; the C library lets stdout be another stream meanwhile. */
static char *help_of(const struct command *c)
{
	char name[32], flag[] = "--help", *argv[] = { name, flag, NULL }, *text = NULL;
	FILE *was = stdout;
	size_t len;

	snprintf(name, sizeof(name), "%s", c->name);
	fflush(stdout);
	stdout = open_memstream(&text, &len);
	c->run(2, argv);
	fclose(stdout);
	stdout = was;
	return text;
}

static void add_commands(struct str *out)
{
	str_add(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < subcommand_count(); i++) {
		const struct command *c = subcommand_at(i);
		_cleanup_(freep) char *text = is_console(c) ? NULL : help_of(c);

		add_macro(out, ".SS", is_console(c) ? "ordinal" : c->name);
		add_text(out, c->help);
		str_addc(out, '\n');
		if (!text)
			continue;	/* its usage says it all */
		str_add(out, ".PP\n.nf\n");
		add_text(out, text);
		str_add(out, ".fi\n");
	}
}

static void add_part(enum help_part part, const char *title, struct str *out)
{
	help_vec rows = VEC_INIT;

	add_macro(out, ".SH", title);
	help_rows(part, &rows);
	vec_each(&rows, r) {
		str_add(out, ".TP\n");
		add_macro(out, ".B", *r->left ? r->left : "(no key)");
		add_text(out, r->text);
		str_addc(out, '\n');
	}
	help_release(&rows);
}

static const struct {
	const char *name, *text;
} environment[] = {
	{ "KUBECONFIG", "where clusters are described; else ~/.kube/config" },
	{ "KUBE_EDITOR, EDITOR", "opens what is edited; else vi" },
	{ "NO_COLOR", "no colours where it is set" },
	{ "XDG_STATE_HOME", "the journal, the progress of lessons, kubeconfigs of bundled clusters" },
	{ "XDG_CONFIG_HOME", "themes of one's own" },
};

static void add_environment(struct str *out)
{
	str_add(out, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < COUNT(environment); i++) {
		str_add(out, ".TP\n");
		add_macro(out, ".B", environment[i].name);
		add_text(out, environment[i].text);
		str_addc(out, '\n');
	}
}

void manual_page(struct str *out)
{
	str_add(out, ".TH ORDINAL 1 \"\" \"ordinal\" \"User Commands\"\n.SH NAME\n"
		     "ordinal \\- an operator console for Kubernetes StatefulSets\n");
	add_synopsis(out);
	str_add(out, ".SH DESCRIPTION\n.B ordinal\n");
	str_add(out, description);
	str_addc(out, '\n');
	add_commands(out);
	add_part(HELP_ACTIONS, "KEYS", out);
	add_part(HELP_MOVING, "MOVING", out);
	add_part(HELP_PLACES, "PLACES", out);
	add_environment(out);
}
