#include "jobs/rollout_record.h"

static const char *const stages[] = { [ROLLOUT_BEGINS] = "begins", [ROLLOUT_STAGED] = "staged",
				      [ROLLOUT_STEPS] = "steps", [ROLLOUT_UNDOES] = "undoes" };

void rollout_record_release(struct rollout_record *r)
{
	vec_release(&r->partitions);
	free(take(r->from));
	free(take(r->to));
	json_free(take(r->change));
}

void rollout_record_copy(const struct rollout_record *r, struct rollout_record *ret)
{
	*ret = *r;
	ret->partitions.items = xmemdup(r->partitions.items, r->partitions.len * sizeof(int32_t));
	ret->partitions.cap = r->partitions.len;
	ret->from = xstrdup(r->from);
	ret->to = xstrdup(r->to);
	ret->change = r->change ? json_copy(r->change) : NULL;
}

char *rollout_record_text(const struct rollout_record *r)
{
	_cleanup_(json_freep) json *j =
	    json_format("{'stage':%q,'step':%d,'was':%d,'partition':%d,'from':%q,'to':%q,'driver':%ld,"
			"'rule':{'available':%d,'minHealthy':%d,'hold':%d,'timeout':%d,'restarts':%d}}",
			stages[r->stage], r->step, r->was, r->partition, r->from, r->to, r->driver,
			r->rule.available_s, r->rule.min_healthy, r->rule.hold_s, r->rule.timeout_s,
			r->rule.restarts);
	json *partitions = json_want_array(j, "partitions");

	vec_each(&r->partitions, p)
		json_push(partitions, json_number(*p));
	if (r->change)
		json_set(j, "change", json_copy(r->change));
	if (r->change && r->merge)
		json_set(j, "merge", json_bool(true));
	return json_text(j);
}

static int32_t number(const json *j, const char *key, int32_t fallback)
{
	int64_t n = json_get_int(j, key, fallback);

	return n >= -1 && n <= INT32_MAX ? (int32_t)n : fallback;
}

static enum rollout_stage stage_of(const json *j)
{
	for (size_t i = ROLLOUT_STAGED; i < COUNT(stages); i++) {
		if (streq0(json_get_str(j, "stage"), stages[i]))
			return (enum rollout_stage)i;
	}
	return ROLLOUT_BEGINS;
}

static bool sound(const struct rollout_record *r)
{
	if (r->stage == ROLLOUT_BEGINS || !r->partitions.len || r->partitions.len > ROLLOUT_STEPS_MAX || !*r->from ||
	    r->step >= (int32_t)r->partitions.len || (r->stage == ROLLOUT_STAGED && !r->change))
		return false;
	vec_each(&r->partitions, p) {
		if (*p < 0)
			return false;
	}
	return r->was >= 0 && r->partition >= 0;
}

int rollout_record_read(const struct object *set, struct rollout_record *ret, struct err *err)
{
	const char *text = object_annotation(set, ROLLOUT_KEY);
	_cleanup_(json_freep) json *j = text ? json_parse(text, strlen(text), NULL) : NULL;
	const json *rule = json_get(j, "rule"), *change = json_get(j, "change");

	if (!text)
		return -ENOENT;
	*ret = (struct rollout_record){
		.stage = stage_of(j), .step = number(j, "step", -1), .was = number(j, "was", 0),
		.partition = number(j, "partition", 0), .from = xstrdup(json_str_or(json_get(j, "from"), "")),
		.to = xstrdup(json_str_or(json_get(j, "to"), "")),
		.change = json_type(change) == JSON_OBJECT ? json_copy(change) : NULL,
		.driver = json_get_int(j, "driver", 0),
		.rule = { .available_s = number(rule, "available", 0), .min_healthy = number(rule, "minHealthy", 0),
			  .hold_s = number(rule, "hold", ROLLOUT_BY_HAND), .timeout_s = number(rule, "timeout", 600),
			  .restarts = number(rule, "restarts", ROLLOUT_ANY) },
		.merge = json_true(json_get(j, "merge")),
	};
	for (const json *p = json_first(json_get(j, "partitions")); p; p = json_next(p))
		vec_push(&ret->partitions, (int32_t)MIN(MAX(json_int_or(p, -1), -1), INT32_MAX));
	if (sound(ret))
		return 0;
	rollout_record_release(ret);
	return err_set(err, -EINVAL, "the annotation " ROLLOUT_KEY " of %s cannot be read", set->name);
}

bool rollout_record_where(const struct object *set, struct str *out)
{
	struct rollout_record r;

	if (!object_annotation(set, ROLLOUT_KEY))
		return false;
	if (rollout_record_read(set, &r, NULL)) {
		str_add(out, "with an annotation that cannot be read");
		return true;
	}
	if (r.stage == ROLLOUT_UNDOES)
		str_add(out, "while it was undone");
	else if (r.step < 0)
		str_add(out, "before its first step");
	else
		str_addf(out, "at step %d of %zu", r.step + 1, r.partitions.len);
	rollout_record_release(&r);
	return true;
}
