#include "jobs/job.h"

#include <stdlib.h>

#include "kube/time.h"

#define STORY_MAX 500			/* lines of one job; the oldest go */

struct job *job_new(const struct job_class *class, const struct object *about, const char *title)
{
	struct job *j = xcalloc(1, sizeof(*j));

	j->class = class;
	j->title = xstrdup(title);
	j->kind = about ? about->kind : NULL;
	j->namespace = xstrdup(about ? about->namespace : "");
	j->name = xstrdup(about ? about->name : "");
	j->uid = xstrdup(about ? about->uid : "");
	j->waits = (struct str)STR_INIT;
	j->wake_ms = -1;
	j->state = xcalloc(1, MAX(class->state_size, 1));
	return j;
}

static void item_release(struct job_item *i)
{
	for (size_t c = 0; c < JOB_CELLS; c++)
		free(i->cells[c]);
	free(i->namespace);
	free(i->name);
}

void job_free(struct job *j)
{
	if (!j)
		return;
	if (j->class->release)
		j->class->release(j);
	vec_each(&j->items, i)
		item_release(i);
	vec_each(&j->story, l)
		free(l->text);
	vec_each(&j->out, o)
		request_release(&o->request);
	vec_release(&j->items);
	vec_release(&j->story);
	vec_release(&j->out);
	str_release(&j->waits);
	free(j->title);
	free(j->namespace);
	free(j->name);
	free(j->uid);
	free(j->state);
	free(j);
}

bool job_over(const struct job *j)
{
	return j->phase >= JOB_DONE;
}

const char *job_offers(const struct job *j, enum job_order order)
{
	return job_over(j) ? NULL : j->class->offers(j, order);
}

const char *job_phase_word(enum job_phase phase)
{
	static const char *const words[] = { [JOB_RUNNING] = "running", [JOB_HELD] = "held", [JOB_REFUSED] = "refused",
					     [JOB_DONE] = "done", [JOB_STOPPED] = "stopped", [JOB_FAILED] = "failed" };

	return words[phase];
}

void job_brief(const struct job *j, struct str *out)
{
	str_add(out, j->title);
	if (j->phase != JOB_RUNNING)
		str_addf(out, ", %s", job_phase_word(j->phase));
	if (job_over(j)) {
		if (j->story.len)
			str_addf(out, ": %s", vec_last(&j->story).text);
		return;
	}
	if (j->total)
		str_addf(out, ": %d of %d", j->done, j->total);
	if (j->waits.len)
		str_addf(out, "%s %s (%" PRId64 " s)", j->total ? ";" : ":", j->waits.buf,
			 MAX(j->now_ms - j->waits_since_ms, 0) / 1000);
}

/* --- for the classes --- */

void job_send(struct job *j, int about, struct request *r)
{
	struct job_request o = { .about = about };

	request_move(&o.request, r);
	vec_push(&j->out, o);
}

static void tell(struct job *j, enum job_tone tone, char *text)
{
	if (j->story.len == STORY_MAX) {
		free(j->story.items[0].text);
		vec_remove(&j->story, 0);
	}
	vec_push(&j->story, ((struct job_line){ j->now_ms, tone, text }));
}

void job_say(struct job *j, enum job_tone tone, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	tell(j, tone, str_take(&text));
}

void job_wait(struct job *j, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	if (fmt) {
		va_start(args, fmt);
		str_vaddf(&text, fmt, args);
		va_end(args);
	}
	if (j->waits.len == text.len && (!text.len || streq(j->waits.buf, text.buf)))
		return;
	str_reset(&j->waits);
	str_addn(&j->waits, text.buf, text.len);
	j->waits_since_ms = j->now_ms;
}

void job_wake(struct job *j, int64_t at_ms)
{
	if (j->wake_ms < 0 || at_ms < j->wake_ms)
		j->wake_ms = at_ms;
}

void job_end(struct job *j, enum job_phase phase, const char *fmt, ...)
{
	static const enum job_tone tones[] = { [JOB_DONE] = JOB_GOOD, [JOB_STOPPED] = JOB_WARN,
					       [JOB_FAILED] = JOB_BAD };
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	j->phase = phase;
	j->ended_ms = j->now_ms;
	job_wait(j, NULL);
	tell(j, tones[phase], str_take(&text));
}

struct job_item *job_item_add(struct job *j, const struct object *about)
{
	vec_push(&j->items, ((struct job_item){ .kind = about ? about->kind : NULL,
	                                        .namespace = xstrdup(about ? about->namespace : ""),
	                                        .name = xstrdup(about ? about->name : "") }));
	return &vec_last(&j->items);
}

void job_cell(struct job_item *i, size_t cell, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	free(i->cells[cell]);
	i->cells[cell] = str_take(&text);
}
