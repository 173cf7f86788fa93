/* Our own log: what the console did and what failed, as it was at the time. */
#include "kube/time.h"
#include "tui/app.h"

static void add_line(void *arg, int64_t wall_ms, enum log_level level, const char *line)
{
	static const enum role roles[] = { [LOG_ERROR] = ROLE_bad, [LOG_WARN] = ROLE_warn, [LOG_INFO] = ROLE_text,
					   [LOG_DEBUG] = ROLE_muted };
	_cleanup_(str_release) struct str time = STR_INIT;
	struct pager *p = arg;

	time_add(&time, wall_ms / 1000);
	str_add(&time, "  ");
	pager_add_labelled(p, ROLE_muted, time.buf, line);
	vec_last(&p->lines).role = roles[level];
}

static void update(struct view *v)
{
	pager_clear(&v->pager);
	log_each(v->app->options.log, add_line, &v->pager);
}

static void open(struct view *v)
{
	v->pager.to_end = true;
}

const struct view_class log_view = {
	.name = "log", .help = "What this console did and what failed", .open = open, .update = update,
};
