/* Reads what a pod asks for and counts once where the pods are that matter to it. */
#include "sim/schedule/attempt.h"

#include "kube/kinds/pod.h"
#include "sim/schedule/node_terms.h"

#define REQUIRED "requiredDuringSchedulingIgnoredDuringExecution"
#define PREFERRED "preferredDuringSchedulingIgnoredDuringExecution"

static size_t zone_count(const struct map *zones, const char *value)
{
	return (size_t)(uintptr_t)map_get(zones, value);
}

static void zone_add(struct map *zones, const char *value, size_t more)
{
	map_set(zones, value, (void *)(uintptr_t)(zone_count(zones, value) + more));
}

/* The sitter's node has a value for the topology. */
static const char *zone_of(const struct sitter *s, const char *topology)
{
	return s->seat->node ? object_label(s->seat->node, topology) : NULL;
}

static void zone_terms(const struct attempt *a, const struct pod_terms *terms, zoned_terms *ret)
{
	vec_each(terms, term) {
		struct zoned_term z = { .term = term, .zones = MAP_INIT };
		struct map_entry *e;

		for (size_t i = 0; (e = map_next(&a->roster->sitters, &i));) {
			const struct sitter *s = e->value;
			const char *zone = pod_term_matches(term, s->pod) ? zone_of(s, term->topology) : NULL;

			if (!zone)
				continue;
			zone_add(&z.zones, zone, 1);
			z.total++;
		}
		vec_push(ret, z);
	}
}

/* Where sitters are that do not want this pod beside them. */
static void read_forbidden(struct attempt *a)
{
	struct map_entry *e;

	for (size_t i = 0; a->roster->choosy > 0 && (e = map_next(&a->roster->sitters, &i));) {
		const struct sitter *s = e->value;

		vec_each(&s->anti, term) {
			const char *zone = pod_term_matches(term, a->pod) ? zone_of(s, term->topology) : NULL;
			_cleanup_(freep) char *key = zone ? xasprintf("%s=%s", term->topology, zone) : NULL;

			if (key)
				map_set(&a->forbidden, key, a);
		}
	}
}

static void count_spread(struct attempt *a, struct spread *s, const struct selector *selector)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&a->roster->seats, &i));) {
		const struct seat *seat = e->value;
		const char *zone = seat->node ? object_label(seat->node, s->topology) : NULL;

		if (zone)
			zone_add(&s->zones, zone, 0);
	}
	for (size_t i = 0; (e = map_next(&a->roster->sitters, &i));) {
		const struct sitter *sitter = e->value;
		const char *zone = zone_of(sitter, s->topology);

		if (zone && !sitter->pod->deleted && streq(sitter->pod->namespace, a->pod->namespace) && selector &&
		    selector_matches(selector, sitter->pod->labels, sitter->pod->nlabels))
			zone_add(&s->zones, zone, 1);
	}
	s->least = s->zones.count > 0 ? INT64_MAX : 0;
	for (size_t i = 0; (e = map_next(&s->zones, &i));)
		s->least = MIN(s->least, (int64_t)(uintptr_t)e->value);
}

static void read_spreads(struct attempt *a)
{
	for (const json *c = json_first(json_get(a->spec, "topologySpreadConstraints")); c; c = json_next(c)) {
		struct spread s = { .zones = MAP_INIT };
		struct selector *selector;

		if (!streq(json_str_or(json_get(c, "whenUnsatisfiable"), "DoNotSchedule"), "DoNotSchedule"))
			continue;
		selector = selector_from_json(json_get(c, "labelSelector"), NULL);
		s.topology = json_str_or(json_get(c, "topologyKey"), "");
		s.max_skew = json_get_int(c, "maxSkew", 1);
		s.self = selector && selector_matches(selector, a->pod->labels, a->pod->nlabels);
		count_spread(a, &s, selector);
		vec_push(&a->spreads, s);
		selector_free(selector);
	}
}

static void read_wishes(struct attempt *a)
{
	const char *namespace = a->pod->namespace;
	const json *near, *apart;

	a->tree = object_tree(a->pod);
	a->spec = json_get(a->tree, "spec");
	near = json_at(a->spec, "affinity.podAffinity");
	apart = json_at(a->spec, "affinity.podAntiAffinity");
	pod_terms_read(&a->affinity, json_get(near, REQUIRED), namespace);
	pod_terms_read(&a->anti, json_get(apart, REQUIRED), namespace);
	pod_terms_read(&a->preferred, json_get(near, PREFERRED), namespace);
	pod_terms_read(&a->disliked, json_get(apart, PREFERRED), namespace);
	zone_terms(a, &a->affinity, &a->near);
	zone_terms(a, &a->anti, &a->apart);
	zone_terms(a, &a->preferred, &a->liked);
	zone_terms(a, &a->disliked, &a->avoided);
	read_spreads(a);
	host_ports(a->spec, &a->ports);
}

void attempt_init(struct attempt *a, struct cache *cache, struct roster *roster, const struct object *pod)
{
	*a = (struct attempt){ .cache = cache, .roster = roster, .pod = pod, .forbidden = MAP_INIT };
	if (pod_of(pod)->has_affinity)
		read_wishes(a);
	read_forbidden(a);
	attempt_read_claims(a);
}

static void release_zones(zoned_terms *terms)
{
	vec_each(terms, z)
		map_release(&z->zones);
	vec_release(terms);
}

void attempt_release(struct attempt *a)
{
	release_zones(&a->near);
	release_zones(&a->apart);
	release_zones(&a->liked);
	release_zones(&a->avoided);
	pod_terms_release(&a->affinity);
	pod_terms_release(&a->anti);
	pod_terms_release(&a->preferred);
	pod_terms_release(&a->disliked);
	vec_each(&a->spreads, s)
		map_release(&s->zones);
	vec_release(&a->spreads);
	vec_each(&a->claims, c)
		json_free(c->volume_terms);
	vec_release(&a->claims);
	map_release(&a->forbidden);
	vec_release(&a->ports);
	free(a->obstacle);
	json_free(a->tree);
}

/* --- scoring --- */

static int64_t zone_score(const zoned_terms *terms, const struct object *node)
{
	int64_t score = 0;

	vec_each(terms, z) {
		const char *zone = object_label(node, z->term->topology);

		if (zone)
			score += z->term->weight * (int64_t)zone_count(&z->zones, zone);
	}
	return score;
}

static int64_t node_preference(const struct attempt *a, const struct object *node)
{
	int64_t score = 0;

	for (const json *p = json_first(json_at(a->spec, "affinity.nodeAffinity." PREFERRED)); p; p = json_next(p))
		if (node_term_matches(json_get(p, "preference"), node))
			score += json_get_int(p, "weight", 1);
	return score;
}

/* What the pod prefers first, then fewest of its own kind, then fewest pods at all. */
int64_t seat_score(const struct attempt *a, const struct seat *s)
{
	int64_t wish = 0;

	if (a->spec)
		wish = node_preference(a, s->node) + zone_score(&a->liked, s->node) - zone_score(&a->avoided, s->node);
	return wish * 100000000 - (int64_t)seat_owned(s, a->pod) * 10000 - MIN(s->pods, 9999);
}
