/* The reconciler of this console: whether it observes or acts, what it waits for, its decisions, the last on top. */
#include "tui/reconciling.h"

#include "kube/time.h"
#include "tui/app.h"

#define LABEL 12

static void add_line(void *arg, int64_t wall_ms, enum log_level level, const char *line)
{
	_cleanup_(str_release) struct str time = STR_INIT;
	struct pager *p = arg;

	time_add(&time, wall_ms / 1000);
	str_add(&time, "  ");
	pager_add_labelled(p, ROLE_muted, time.len > 11 ? time.buf + 11 : time.buf, line);
	vec_last(&p->lines).role = level <= LOG_WARN ? ROLE_warn : ROLE_text;
}

/* The log comes oldest first. */
static void add_decisions(struct pager *p, const struct reconciling *r)
{
	size_t first = p->lines.len;

	log_each(r->log, add_line, p);
	for (size_t i = first, j = p->lines.len; i + 1 < j; i++, j--) {
		struct pager_line line = p->lines.items[i];

		p->lines.items[i] = p->lines.items[j - 1];
		p->lines.items[j - 1] = line;
	}
}

/* Wrapped: why it ended may be long. */
static void say(struct view *v, enum role role, const char *label, const char *text)
{
	size_t next;

	do {
		_cleanup_(freep) char *cell = xasprintf("%-*s", LABEL, label);
		_cleanup_(freep) char *line = xstrndup(text, text_wrap(text, v->app->surface.width - LABEL - 3, &next));

		pager_add_labelled(&v->pager, ROLE_muted, cell, line);
		vec_last(&v->pager.lines).role = role;
		label = "";
		text += next;
	} while (*text && next);
}

static void add_state(struct view *v, const struct reconciling *r)
{
	_cleanup_(str_release) struct str what = STR_INIT;

	str_add(&what, reconciling_word(r->phase));
	if (r->phase != RECONCILING_OFF)
		str_addf(&what, " on %s, %s%s", r->context, r->namespace ? "namespace " : "",
			 r->namespace ? r->namespace : "all namespaces");
	say(v, reconciling_role(r->phase), "reconciler", what.buf);
	if (r->phase == RECONCILING_OFF)
		say(v, ROLE_text, "", "o observes: it decides and explains here, and writes nothing");
	if (r->phase == RECONCILING_OFF || r->phase == RECONCILING_OBSERVING)
		say(v, ROLE_text, "", "a acts: it is the cluster's StatefulSet controller, where there is no other");
	if (*r->waits_for)
		say(v, ROLE_text, "held by", r->waits_for);
	if (*r->ended)
		say(v, ROLE_warn, "ended", r->ended);
	pager_add(&v->pager, ROLE_text, "");
}

static void update(struct view *v)
{
	const struct reconciling *r = v->app->options.reconciling;

	pager_clear(&v->pager);
	if (!r) {
		pager_add(&v->pager, ROLE_muted, "there is no reconciler in this console");
		return;
	}
	add_state(v, r);
	add_decisions(&v->pager, r);
}

const struct view_class reconciler_view = {
	.name = "reconciler",
	.words = { "reconcile", "controller", "rec" },
	.help = "The reconciler of this console: off, observing or acting",
	.needs = (const struct kind *const[]){ &statefulset_kind, &pod_kind, &controllerrevision_kind,
	                                       &persistentvolumeclaim_kind, NULL },
	.update = update,
};
