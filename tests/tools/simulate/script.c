#include "tests/tools/simulate/script.h"

#include "base/rng.h"

static const struct {
	uint32_t weight;
	const char *says;
} kinds[] = {
#define X(name, weight, says) { weight, says },
	ACTIONS(X)
#undef X
};

static const char *const fates[] = {
#define X(name, says) says,
	FATES(X)
#undef X
};

static int below(struct rng *r, int n)
{
	return (int)rng_below(r, (uint32_t)n);
}

static bool one_in(struct rng *r, int n)
{
	return below(r, n) == 0;
}

static enum action_kind choose_kind(struct rng *r)
{
	uint32_t total = 0, at;

	for (size_t i = 0; i < ACTION_KINDS; i++)
		total += kinds[i].weight;
	at = rng_below(r, total);
	for (size_t i = 0; i < ACTION_KINDS; i++) {
		if (at < kinds[i].weight)
			return (enum action_kind)i;
		at -= kinds[i].weight;
	}
	return ACTION_POKE;
}

/* Short pauses let things overlap, long ones let them settle. */
static int choose_wait(struct rng *r)
{
	static const int waits[] = { 0, 0, 1, 20, 300, 1200, 4000, 9000 };

	return waits[below(r, COUNT(waits))];
}

static void choose_numbers(struct rng *r, struct action *a)
{
	static const int lags[] = { 0, 0, 50, 700, 3000, 12000 };

	switch (a->kind) {
	case ACTION_IMAGE:
	case ACTION_BAD_IMAGE:
	case ACTION_RETENTION:
		a->a = below(r, 4);
		break;
	case ACTION_RECREATE:
		a->a = below(r, 2);
		break;
	case ACTION_NODE:
		a->a = one_in(r, 2) ? 0 : 1 + below(r, 3);
		break;
	case ACTION_STRATEGY:
	case ACTION_START:
		a->a = below(r, 3);
		break;
	case ACTION_MIN_READY:
		a->a = one_in(r, 2) ? 0 : 3;
		break;
	case ACTION_FAULT:
		a->a = below(r, 7);
		a->b = below(r, FATES_COUNT);
		break;
	case ACTION_LAG:
	case ACTION_DROP:
		a->a = below(r, 4);
		a->b = lags[below(r, COUNT(lags))];
		break;
	case ACTION_CUT:
		a->a = below(r, 2);
		a->b = 1000 * below(r, 20);
		break;
	default:
		a->a = below(r, 6);
		a->b = below(r, 2);
		break;
	}
}

static void add_actions(struct script *s, struct rng *r)
{
	size_t count = 5 + rng_below(r, 16);

	for (size_t i = 0; i < count; i++) {
		struct action a = { .kind = choose_kind(r), .number = i };

		choose_numbers(r, &a);
		a.wait_ms = choose_wait(r);
		/* Where there is a lease it is lost for once, while there is something to write. */
		if (s->lease && i == 1)
			a = (struct action){ ACTION_CUT, below(r, 2), 9000 + 1000 * below(r, 12), 9000, i };
		vec_push(&s->actions, a);
	}
}

void script_make(struct script *s, uint64_t seed)
{
	static const int wires[] = { 0, 0, 1, 15, 200 };
	struct rng r;

	rng_init(&r, seed ^ UINT64_C(0x6f7264696e616c));
	*s = (struct script){ .seed = seed };
	s->replicas = below(&r, 6);
	s->parallel = one_in(&r, 3);
	s->start = one_in(&r, 4) ? 1 + below(&r, 3) : 0;
	s->claims = one_in(&r, 2) ? 1 + below(&r, 2) : 0;
	s->partition = one_in(&r, 4) ? below(&r, 6) : 0;
	s->min_ready = one_in(&r, 4) ? 3 : 0;
	s->retention = one_in(&r, 2) ? below(&r, 4) : 0;
	s->on_delete = one_in(&r, 8);
	s->no_rolling_member = one_in(&r, 8);
	s->gate = one_in(&r, 4);
	s->max_unavailable = 1 + below(&r, 3);
	s->strict = !one_in(&r, 3);
	s->lease = one_in(&r, 4);
	s->wire_ms = wires[below(&r, COUNT(wires))];
	s->ready_ms = 200 + below(&r, 3000);
	s->gone_ms = 100 + below(&r, 2500);
	add_actions(s, &r);
}

void script_release(struct script *s)
{
	vec_release(&s->actions);
}

static bool named(const char *numbers, size_t number)
{
	while (*numbers) {
		char *end;

		if (strtoul(numbers, &end, 10) == number && end != numbers)
			return true;
		numbers = *end ? end + 1 : end;
	}
	return false;
}

void script_keep(struct script *s, const char *numbers)
{
	for (size_t i = s->actions.len; i-- > 0;) {
		if (!named(numbers, s->actions.items[i].number))
			vec_remove(&s->actions, i);
	}
}

void script_crash(struct script *s, size_t at, enum fate fate)
{
	s->crash_at = at;
	s->crash_fate = fate;
}

/* The text with its first and second %d filled in. */
static void add_numbers(const char *says, int a, int b, struct str *out)
{
	for (const char *mark; (mark = strstr(says, "%d")); says = mark + 2, a = b)
		str_addf(out, "%.*s%d", (int)(mark - says), says, a);
	str_add(out, says);
}

void action_print(const struct action *a, struct str *out)
{
	static const char *const writes[] = { "any", "pods", "persistentvolumeclaims", "controllerrevisions",
					      "statefulsets", "deletes", "creates" };
	static const char *const watches[] = { "statefulsets", "pods", "persistentvolumeclaims",
					       "controllerrevisions" };

	if (a->kind == ACTION_FAULT)
		str_addf(out, "a write (%s) meets %s", writes[a->a], fates[a->b]);
	else if (a->kind == ACTION_LAG)
		str_addf(out, "the watch of %s runs %d ms behind", watches[a->a], a->b);
	else if (a->kind == ACTION_DROP)
		str_addf(out, "the watch of %s breaks; it is listed anew after %d ms", watches[a->a], a->b);
	else
		add_numbers(kinds[a->kind].says, a->a, a->b, out);
}

void script_print(const struct script *s, struct str *out)
{
	str_addf(out, "a set of %d from %d on, %s, %s%s, partition %d, minReadySeconds %d, %d claims, retention %d\n",
		 s->replicas, s->start, s->parallel ? "Parallel" : "OrderedReady",
		 s->on_delete ? "OnDelete" : "RollingUpdate", s->no_rolling_member ? " without a member" : "",
		 s->partition, s->min_ready, s->claims, s->retention);
	if (s->gate)
		str_addf(out, "the gate MaxUnavailableStatefulSet is on, maxUnavailable %d\n", s->max_unavailable);
	str_addf(out, "%s, %s; requests take %d ms each way, pods start in %d ms and end in %d ms\n",
		 s->strict ? "strict" : "as upstream", s->lease ? "two controllers and a lease" : "one controller",
		 s->wire_ms, s->ready_ms, s->gone_ms);
	if (s->crash_at)
		str_addf(out, "write number %zu meets %s\n", s->crash_at, fates[s->crash_fate]);
	vec_each(&s->actions, a) {
		str_addf(out, "%3zu  ", a->number);
		action_print(a, out);
		str_addf(out, "; %d ms pass\n", a->wait_ms);
	}
}
