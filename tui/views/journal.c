/* The journal: what this console and the ones before it wrote to clusters, and what came of each job. */
#include "tui/diary.h"

#include "tui/app.h"

static void add_entry(struct pager *p, const char *text)
{
	_cleanup_(json_freep) json *o = json_parse(text, strlen(text), NULL);
	_cleanup_(str_release) struct str label = STR_INIT, line = STR_INIT;
	const char *result = json_get_str(o, "result"), *reason = json_get_str(o, "reason");
	int64_t code = json_get_int(o, "code", 0);
	bool good = result ? streq0(json_get_str(o, "phase"), "done") : code >= 200 && code < 300;

	if (!o)
		return;
	str_addf(&label, "%s  %s  ", json_str_or(json_get(o, "time"), "?"), json_str_or(json_get(o, "context"), "?"));
	str_add(&line, json_str_or(json_get(o, "what"), ""));
	if (result)
		str_addf(&line, ", %s: %s", json_str_or(json_get(o, "phase"), ""), result);
	else
		str_addf(&line, ": %s %s %" PRId64 "%s%s", json_str_or(json_get(o, "method"), ""),
		         json_str_or(json_get(o, "url"), ""), code, reason ? " " : "", reason ? reason : "");
	pager_add_labelled(p, ROLE_muted, label.buf, line.buf);
	vec_last(&p->lines).role = good ? result ? ROLE_ok : ROLE_text : ROLE_warn;
}

static void update(struct view *v)
{
	const struct diary *j = v->app->diary;

	pager_clear(&v->pager);
	if (diary_trouble(j))
		pager_add(&v->pager, ROLE_bad, diary_trouble(j));
	else if (diary_path(j))
		pager_addf(&v->pager, ROLE_muted, "kept in %s", diary_path(j));
	for (size_t i = 0; i < diary_count(j); i++)
		add_entry(&v->pager, diary_at(j, i));
	if (!diary_count(j))
		pager_add(&v->pager, ROLE_muted, "nothing was written to a cluster yet");
}

static void open(struct view *v)
{
	v->pager.to_end = true;
}

const struct view_class journal_view = {
	.name = "journal", .help = "What was written to clusters, and what came of each job", .open = open,
	.update = update,
};
