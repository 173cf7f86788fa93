#include "tui/node_sums.h"

#include <stdlib.h>

#include "kube/quantity.h"
#include "kube/time.h"

static void increase(struct str *sum, const char *more)
{
	struct str fresh = STR_INIT;

	if (!more)
		return;
	quantity_add(sum->buf, more, false, &fresh);
	str_release(sum);
	*sum = fresh;
}

static void raise(struct str *most, const char *other)
{
	if (quantity_cmp(other, most->buf) <= 0)
		return;
	str_reset(most);
	str_add(most, other);
}

static const char *amount(const json *container, const char *which, const char *resource)
{
	return json_get_str(json_get(json_get(container, "resources"), which), resource);
}

/* The most that the beginning of the pod takes; what the sidecars take goes on and is added to sidecars. */
static void sum_init(const json *spec, const char *which, const char *resource, struct str *sidecars, struct str *most)
{
	for (const json *c = json_first(json_get(spec, "initContainers")); c; c = json_next(c)) {
		_cleanup_(str_release) struct str step = STR_INIT;

		str_add(&step, sidecars->buf);
		increase(&step, amount(c, which, resource));
		if (streq0(json_get_str(c, "restartPolicy"), "Always")) {
			str_reset(sidecars);
			str_add(sidecars, step.buf);
		}
		raise(most, step.buf);
	}
}

void pod_sum(const json *pod, const char *which, const char *resource, struct str *out)
{
	_cleanup_(str_release) struct str total = STR_INIT;
	_cleanup_(str_release) struct str most = STR_INIT;
	const json *spec = json_get(pod, "spec");

	str_add(&total, "0");
	str_add(&most, "0");
	sum_init(spec, which, resource, &total, &most);
	for (const json *c = json_first(json_get(spec, "containers")); c; c = json_next(c))
		increase(&total, amount(c, which, resource));
	raise(&total, most.buf);
	if (streq(which, "requests") || quantity_cmp(total.buf, "0") > 0)
		increase(&total, json_get_str(json_get(spec, "overhead"), resource));
	str_add(out, total.buf);
}

/* "250m (0%)", of what the node has to give; the processor in thousandths, all else in whole units. */
static void share_add(struct str *out, const char *sum, const char *of, const char *resource)
{
	bool cpu = streq(resource, "cpu");
	int64_t part = cpu ? quantity_milli(sum) : quantity_value(sum);
	int64_t whole = cpu ? quantity_milli(of) : quantity_value(of);

	str_addf(out, "\t%s (%" PRId64 "%%)", sum, whole ? (int64_t)((double)part / (double)whole * 100) : 0);
}

static const json *allocatable(const struct telling *t)
{
	const json *own = json_at(t->tree, "status.allocatable");

	return json_len(own) ? own : json_at(t->tree, "status.capacity");
}

static const char *const sides[] = { "requests", "limits" };

static void tell_pod(struct telling *t, const json *pod)
{
	static const char *const resources[] = { "cpu", "memory" };
	_cleanup_(str_release) struct str row = STR_INIT;
	_cleanup_(str_release) struct str age = STR_INIT;

	for (size_t i = 0; i < COUNT(resources) * COUNT(sides); i++) {
		const char *resource = resources[i / COUNT(sides)];
		_cleanup_(str_release) struct str sum = STR_INIT;

		pod_sum(pod, sides[i % COUNT(sides)], resource, &sum);
		share_add(&row, sum.buf, json_get_str(allocatable(t), resource), resource);
	}
	duration_add(&age, t->now_s - time_seconds(json_str_or(json_at(pod, "metadata.creationTimestamp"), "")));
	tell(t, 1, "%s\t%s\t%s\t%s", json_str_or(json_at(pod, "metadata.namespace"), ""),
	     json_str_or(json_at(pod, "metadata.name"), ""), row.buf, age.buf);
}

/* An amount that is not one of the three usual ones, and not shared out in pages, is told without a share. */
static void tell_total(struct telling *t, const json *pods, const char *resource, bool shared)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	for (size_t i = 0; i < COUNT(sides); i++) {
		_cleanup_(str_release) struct str sum = STR_INIT;

		str_add(&sum, "0");
		for (const json *p = json_first(pods); p; p = json_next(p)) {
			_cleanup_(str_release) struct str one = STR_INIT;

			pod_sum(p, sides[i], resource, &one);
			increase(&sum, one.buf);
		}
		if (shared)
			share_add(&row, sum.buf, json_get_str(allocatable(t), resource), resource);
		else
			str_addf(&row, "\t%s", sum.buf);
	}
	tell(t, 1, "%s%s", resource, row.buf);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The others that the node has: huge pages first, then what devices bring; each group by name. */
static void tell_others(struct telling *t, const json *pods, bool pages)
{
	static const char *const usual[] = { "cpu", "memory", "ephemeral-storage", "pods" };
	VEC(const char *) names = VEC_INIT;

	for (const json *r = json_first(allocatable(t)); r; r = json_next(r)) {
		bool known = false;

		for (size_t i = 0; i < COUNT(usual); i++)
			known |= streq(json_key(r), usual[i]);
		if (!known && starts_with(json_key(r), "hugepages-") == pages)
			vec_push(&names, json_key(r));
	}
	if (names.len)
		qsort(names.items, names.len, sizeof(*names.items), by_name);
	vec_each(&names, n)
		tell_total(t, pods, *n, pages);
	vec_release(&names);
}

void node_sums_tell(struct telling *t, const json *pods)
{
	tell(t, 0, "Non-terminated Pods:\t(%zu in total)", (size_t)json_len(pods));
	tell(t, 1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
	tell(t, 1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
	for (const json *p = json_first(pods); p; p = json_next(p))
		tell_pod(t, p);
	tell(t, 0, "Allocated resources:");
	tell(t, 1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
	tell(t, 1, "Resource\tRequests\tLimits");
	tell(t, 1, "--------\t--------\t------");
	tell_total(t, pods, "cpu", true);
	tell_total(t, pods, "memory", true);
	tell_total(t, pods, "ephemeral-storage", true);
	tell_others(t, pods, true);
	tell_others(t, pods, false);
}
