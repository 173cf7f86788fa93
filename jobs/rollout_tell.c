#include "jobs/rollout_tell.h"

#include "kube/kinds/statefulset.h"

static void add(limit_vec *v, const char *label, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void add(limit_vec *v, const char *label, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	vec_push(v, ((struct rollout_limit){ LIMIT_PLAIN, label, str_take(&text) }));
}

static void tell_steps(const struct rollout_plan *p, limit_vec *ret)
{
	for (size_t i = 0; i < p->steps.len; i++) {
		_cleanup_(str_release) struct str names = STR_INIT;

		rollout_step_names(p, i, &names);
		add(ret, i ? "" : "steps", "%zu  partition %d: %s", i + 1, p->steps.items[i].partition, names.buf);
	}
}

void rollout_rule_text(const struct rollout_rule *rule, struct str *out)
{
	str_add(out, "ready");
	if (rule->available_s)
		str_addf(out, " for %d s", rule->available_s);
	if (rule->restarts == 0)
		str_add(out, ", no restart");
	else if (rule->restarts != ROLLOUT_ANY)
		str_addf(out, ", at most %d restart%s a pod", rule->restarts, rule->restarts == 1 ? "" : "s");
	if (rule->min_healthy)
		str_addf(out, ", at least %d stay ready", rule->min_healthy);
}

static void tell_rule(const struct rollout_rule *rule, limit_vec *ret)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (rule->timeout_s)
		str_addf(&text, "within %d s: ", rule->timeout_s);
	rollout_rule_text(rule, &text);
	add(ret, "healthy", "%s", text.buf);
	if (rule->hold_s == ROLLOUT_BY_HAND)
		add(ret, "then", "held until you go on; undo brings the old template back");
	else if (rule->hold_s == 0)
		add(ret, "then", "the next at once; undo brings the old template back");
	else
		add(ret, "then", "the next by itself after %d s; undo brings the old template back",
		    rule->hold_s);
}

void rollout_tell(const struct rollout_plan *p, const struct rollout_wish *wish, limit_vec *ret)
{
	const struct statefulset *s = statefulset_of(p->set);

	if (wish->change)
		add(ret, "writes", "partition %d, then the new template: nothing is replaced by that",
		    MAX(s->replicas, s->partition));
	tell_steps(p, ret);
	tell_rule(&wish->rule, ret);
	vec_each(&p->limits, l)
		vec_push(ret, ((struct rollout_limit){ l->weight, l->label, xstrdup(l->text) }));
}
