/* Objects and their typed facts, read from one recorded object of each kind. */
#include "tests/unit/kube/data.h"
#include "base/map.h"
#include "kube/kinds/controllerrevision.h"
#include "kube/kinds/endpointslice.h"
#include "kube/kinds/event.h"
#include "kube/kinds/lease.h"
#include "kube/kinds/node.h"
#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/kinds/service.h"
#include "kube/kinds/statefulset.h"
#include "kube/kinds/storageclass.h"
#include <malloc.h>

#define KINDS 16
#define POD_BYTES 1024 /* most that a pod of a StatefulSet may cost without its bytes: 10,000 of them are 10 MB */

static void parse_line(void *arg, const json *line, const char *text)
{
	const struct kind *kind = kind_by_name(json_get_str(line, "apiVersion"), json_get_str(line, "kind"));
	struct err err = ERR_INIT;
	struct object *o;

	assert_non_null(kind);
	o = object_parse(kind, text, strlen(text), OBJECT_BYTES, &err);
	if (!o)
		fail_msg("%s: %s", kind->name, err.text);
	assert_string_equal(o->bytes, text);
	assert_int_equal(o->len, strlen(text));
	assert_null(map_set(arg, kind->singular, o));
}

static int setup(void **state)
{
	struct map *objects = xcalloc(1, sizeof(*objects));

	each_line("objects", KINDS, parse_line, objects);
	*state = objects;
	return 0;
}

static int teardown(void **state)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(*state, &i));)
		object_unref(e->value);
	map_release(*state);
	free(*state);
	return 0;
}

static void trees_survive(void **state)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(*state, &i));) {
		const struct object *o = e->value;
		_cleanup_(json_freep) json *tree = object_tree(o);
		_cleanup_(object_unrefp) const struct object *again = object_new(o->kind, tree, OBJECT_BYTES, NULL);
		_cleanup_(object_unrefp) const struct object *small = object_new(o->kind, tree, OBJECT_FACTS, NULL);

		assert_string_equal(again->bytes, o->bytes);
		assert_null(small->bytes);
		assert_null(object_tree(small));
		assert_int_equal(object_cmp(again, o), 0);
	}
}

static void metadata(void **state)
{
	const struct object *o = map_get(*state, "pod");
	_cleanup_(str_release) struct str key = STR_INIT;

	object_key(o, &key);
	assert_string_equal(key.buf, "evictions/web-2");
	assert_string_equal(o->uid, "891e4448-01b1-46d2-8bdc-f8e6165abaf5");
	assert_string_equal(o->version, "36212");
	assert_int_equal(o->rv, 36212);
	assert_int_equal(o->generation, 2);
	assert_int_equal(o->created, 1795243837);
	assert_int_equal(o->deleted, 1795243865);
	assert_int_equal(o->grace, 10);
	assert_int_equal(o->nlabels, 4);
	assert_string_equal(object_label(o, "app"), "nginx");
	assert_string_equal(object_label(o, "controller-revision-hash"), "web-8668bcc4b9");
	assert_null(object_label(o, "nosuch"));
	assert_string_equal(object_controller(o)->kind, "StatefulSet");
	assert_true(object_controller(o)->block);
	assert_true(object_owned_by(o, "5c40170a-573a-4e58-b07e-94eecdcb4a7b"));
	assert_false(object_owned_by(o, o->uid));
	assert_false(object_has_finalizer(o, "x"));
	o = map_get(*state, "persistentvolumeclaim");
	assert_true(object_has_finalizer(o, "kubernetes.io/pvc-protection"));
	assert_string_equal(object_annotation(o, "volume.kubernetes.io/selected-node"), "node-0");
	assert_null(object_annotation(o, "kubectl.kubernetes.io/last-applied-configuration"));
	assert_null(object_controller(o));
}

static void pod(void **state)
{
	const struct pod *p = pod_of(map_get(*state, "pod"));

	assert_string_equal(p->phase, "Running");
	assert_string_equal(p->status, "Running");
	assert_string_equal(p->node, "node-1");
	assert_string_equal(p->hostname, "web-2");
	assert_string_equal(p->subdomain, "nginx");
	assert_string_equal(p->image, "nginx:1.0");
	assert_string_equal(p->scheduler, "default-scheduler");
	assert_string_equal(p->qos, "BestEffort");
	assert_false(p->ready);
	assert_int_equal(p->ready_at, 1795243852);
	assert_true(p->scheduled);
	assert_false(p->has_affinity);
	assert_int_equal(p->grace, 10);
	assert_int_equal(p->containers, 1);
	assert_int_equal(p->containers_ready, 0);
	assert_int_equal(p->nvolumes, 1);
	assert_string_equal(p->volumes[0].name, "www");
	assert_string_equal(p->volumes[0].claim, "www-web-2");
}

/* The scheduler's sums, the message of what waits, and what makes a pod choosy. */
static void pod_needs(void **state UNUSED)
{
	_cleanup_(json_freep) json *tree =
	    json_format("{'metadata':{'name':'p'},'spec':{'overhead':{'cpu':'10m'},'nodeSelector':{'disk':'nvme'},'"
	                "initContainers':["
	                "{'name':'s','restartPolicy':'Always','resources':{'requests':{'cpu':'100m','memory':'1Mi'}}},"
	                "{'name':'i','resources':{'requests':{'cpu':'2','memory':'1Ki'}}}],'containers':["
	                "{'name':'a','image':'x','resources':{'requests':{'cpu':'500m','memory':'1Mi'}}},"
	                "{'name':'b','image':'y','resources':{'requests':{'cpu':'0.25'}}}]},'status':{'phase':'Pending'"
	                ",'conditions':"
	                "[{'type':'PodScheduled','status':'False','reason':'Unschedulable','message':'0/3 nodes'}]}}");
	_cleanup_(object_unrefp) const struct object *o = object_new(KIND(pod), tree, OBJECT_FACTS, NULL);
	const struct pod *p = pod_of(o);

	assert_int_equal(p->cpu_milli, 2110);
	assert_int_equal(p->memory, 2 << 20);
	assert_string_equal(p->image, "x,y");
	assert_string_equal(p->message, "0/3 nodes");
	assert_true(p->has_affinity);
	assert_int_equal(p->grace, 30);
	assert_int_equal(p->containers, 3);
}

static void statefulset(void **state)
{
	const struct statefulset *s = statefulset_of(map_get(*state, "statefulset"));

	assert_int_equal(s->replicas, 2);
	assert_int_equal(s->history_limit, 10);
	assert_false(s->parallel);
	assert_true(s->rolling_update);
	assert_false(s->delete_when_scaled);
	assert_string_equal(s->service, "nginx");
	assert_string_equal(s->image, "nginx:1.0");
	assert_int_equal(s->nclaims, 2);
	assert_string_equal(s->claims[1], "log");
	assert_string_equal(s->claim_sizes[1], "1Gi");
	assert_string_equal(s->max_unavailable, "");
}

static void statefulset_bare(void **state UNUSED)
{
	_cleanup_(json_freep) json *tree =
	    json_format("{'metadata':{'name':'s'},'spec':{'updateStrategy':{'type':'OnDelete'},"
	                "'persistentVolumeClaimRetentionPolicy':{'whenScaled':'Delete'}}}");
	_cleanup_(object_unrefp) const struct object *o = object_new(KIND(statefulset), tree, OBJECT_FACTS, NULL);
	const struct statefulset *s = statefulset_of(o);

	assert_int_equal(s->replicas, 1);
	assert_int_equal(s->partition, 0);
	assert_int_equal(s->history_limit, 10);
	assert_true(s->on_delete);
	assert_false(s->rolling_update);
	assert_true(s->delete_when_scaled);
	assert_false(s->delete_when_deleted);
	assert_string_equal(s->current_revision, "");
}

static void volumes(void **state)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(map_get(*state, "persistentvolumeclaim"));
	const struct persistentvolume *v = persistentvolume_of(map_get(*state, "persistentvolume"));
	const struct storageclass *class = storageclass_of(map_get(*state, "storageclass"));

	assert_string_equal(c->phase, "Bound");
	assert_string_equal(c->class, "standard");
	assert_true(c->has_class);
	assert_string_equal(c->requested, "20Gi");
	assert_string_equal(c->capacity, "20Gi");
	assert_string_equal(c->modes, "RWO");
	assert_string_equal(c->selected_node, "node-0");
	assert_true(c->bind_completed);
	assert_string_equal(v->phase, "Released");
	assert_string_equal(v->class, "");
	assert_string_equal(v->reclaim, "Retain");
	assert_string_equal(v->capacity, "5Gi");
	assert_string_equal(v->claim_namespace, "claim-static-volume");
	assert_string_equal(v->claim_name, "www-web-0");
	assert_string_equal(v->claim_uid, "69d88c28-7a3e-460a-a3d9-cde5f468f655");
	assert_string_equal(class->provisioner, "kubernetes.io/host-path");
	assert_string_equal(class->reclaim, "Delete");
	assert_true(class->is_default);
	assert_false(class->wait_for_first_consumer);
	assert_false(class->expandable);
}

static void node(void **state)
{
	const struct node *n = node_of(map_get(*state, "node"));

	assert_false(n->ready);
	assert_false(n->known);
	assert_false(n->unschedulable);
	assert_int_equal(n->ntaints, 2);
	assert_string_equal(n->taints[1].key, "node.kubernetes.io/unreachable");
	assert_string_equal(n->taints[1].effect, "NoExecute");
	assert_int_equal(n->cpu_milli, 32000);
	assert_int_equal(n->memory, 256LL << 30);
	assert_int_equal(n->pods, 2000);
	assert_string_equal(n->version, "v1.36.2");
	assert_int_equal(n->ready_at, 1795244004);
}

static void budget_and_event(void **state)
{
	const struct poddisruptionbudget *b = poddisruptionbudget_of(map_get(*state, "poddisruptionbudget"));
	const struct event *e = event_of(map_get(*state, "event"));

	assert_string_equal(b->min_available, "");
	assert_string_equal(b->max_unavailable, "1");
	assert_string_equal(b->selector, "{\"matchLabels\":{\"app\":\"nginx\"}}");
	assert_int_equal(b->allowed, 0);
	assert_int_equal(b->healthy, 3);
	assert_int_equal(b->desired, 2);
	assert_int_equal(b->expected, 3);
	assert_int_equal(b->observed_generation, 1);
	assert_string_equal(e->type, "Warning");
	assert_string_equal(e->reason, "FailedCreate");
	assert_string_equal(e->source, "statefulset-controller");
	assert_string_equal(e->object_kind, "StatefulSet");
	assert_int_equal(e->count, 10);
	assert_int_equal(e->first_seen, 1795243816);
	assert_int_equal(e->last_seen, 1795243819);
}

static void the_rest(void **state)
{
	const struct service *s = service_of(map_get(*state, "service"));
	const struct endpointslice *slice = endpointslice_of(map_get(*state, "endpointslice"));
	const struct lease *l = lease_of(map_get(*state, "lease"));
	const struct controllerrevision *r = controllerrevision_of(map_get(*state, "controllerrevision"));

	assert_string_equal(s->type, "LoadBalancer");
	assert_string_equal(s->cluster_ip, "10.0.91.53");
	assert_false(s->headless);
	assert_string_equal(s->selector, "{\"app\":\"wordpress\",\"tier\":\"frontend\"}");
	assert_string_equal(slice->service, "nginx");
	assert_int_equal(slice->ready, slice->total);
	assert_int_equal(slice->total, 12);
	assert_string_equal(l->holder, "a");
	assert_int_equal(l->renewed_ms, 1767225600123);
	assert_int_equal(l->duration_s, 15);
	assert_int_equal(r->revision, 1);
	assert_true(starts_with(r->data, "{\"spec\":{\"template\":"));
}

static void refuses(void **state UNUSED)
{
	static const char *const cases[] = {
		"[]", "{}", "{'metadata':null}", "{'metadata':{'name':1}}", "{'metadata':{'name':'a','labels':[]}}",
		"{'metadata':{'name':'a','labels':{'x':1}}}", "{'metadata':{'name':'a','ownerReferences':{}}}",
		"{'metadata':{'name':'a','finalizers':'x'}}", "{'kind':'Node','metadata':{'name':'a'}}",
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(json_freep) json *tree = json_format(cases[i]);
		struct err err = ERR_INIT;

		assert_null(object_new(KIND(pod), tree, OBJECT_BYTES, &err));
		assert_int_equal(err.code, -EINVAL);
		assert_true(err.text[0]);
	}
	assert_null(object_parse(KIND(pod), "{", 1, OBJECT_BYTES, NULL));
}

static void heads(void **state UNUSED)
{
	static const char item[] = " {\"metadata\":{\"name\":\"a\",\"labels\":{\"b\":\"1\",\"a\":null}},\"spec\":{}}";
	_cleanup_(object_unrefp) const struct object *o =
	    object_parse(KIND(statefulset), item, strlen(item), OBJECT_BYTES, NULL);
	_cleanup_(json_freep) json *tree = json_parse(item, strlen(item), NULL);
	_cleanup_(object_unrefp) const struct object *same = object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL);

	assert_string_equal(o->bytes,
	                    "{\"kind\":\"StatefulSet\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"a\","
	                    "\"labels\":{\"b\":\"1\",\"a\":null}},\"spec\":{}}");
	assert_string_equal(o->bytes, same->bytes);
	assert_string_equal(o->labels[0].key, "a");
	assert_string_equal(o->labels[0].value, "");
	assert_string_equal(o->namespace, "");
	assert_int_equal(o->rv, 0);
	assert_int_equal(o->grace, -1);
}

static void small(void **state)
{
	const struct object *o = map_get(*state, "pod");
	_cleanup_(json_freep) json *tree = object_tree(o);
	_cleanup_(object_unrefp) const struct object *p = object_new(KIND(pod), tree, OBJECT_FACTS, NULL);

	print_message("a pod without bytes: %zu bytes\n", malloc_usable_size((void *)p));
	assert_true(malloc_usable_size((void *)p) <= POD_BYTES);
	/* A common word is the program's own, and a text that an object says twice is kept once. */
	assert_ptr_equal(pod_of(p)->phase, pod_of(o)->phase);
	assert_ptr_equal(pod_of(p)->hostname, p->name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_survive), cmocka_unit_test(metadata),	     cmocka_unit_test(pod),
		cmocka_unit_test(pod_needs),	 cmocka_unit_test(statefulset),	     cmocka_unit_test(statefulset_bare),
		cmocka_unit_test(volumes),	 cmocka_unit_test(node),	     cmocka_unit_test(budget_and_event),
		cmocka_unit_test(the_rest),	 cmocka_unit_test(refuses),	     cmocka_unit_test(heads),
		cmocka_unit_test(small),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
