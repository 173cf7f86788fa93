/*
 * Namespaces: each has a ServiceAccount "default" and the ConfigMap "kube-root-ca.crt"; one that is being deleted loses
 * its pods, then everything else, and is let go when nothing is left (ordered deletion, as 1.36 does it).
 */
#include "sim/controller.h"

#include "base/map.h"
#include "kube/kinds/namespace.h"
#include "sim/agent.h"

#define ROOT_CA "kube-root-ca.crt"

struct namespaces {
	struct agent agent;
	struct map ending;		/* names of namespaces that are being deleted, as marks */
};

/* --- what each has --- */

static void furnish(struct namespaces *n, const struct object *ns)
{
	struct cache *cache = n->agent.cache;

	if (!cache_get(cache, KIND(serviceaccount), ns->name, "default"))
		agent_create(&n->agent, KIND(serviceaccount), ns->name,
			     json_format("{'metadata':{'name':'default','namespace':%q}}", ns->name), ns->name);
	if (!cache_get(cache, KIND(configmap), ns->name, ROOT_CA))
		agent_create(
		    &n->agent, KIND(configmap), ns->name,
		    json_format(
		        "{'metadata':{'name':%q,'namespace':%q,'annotations':{'kubernetes.io/description':"
		        "'Contains a CA bundle that can be used to verify the kube-apiserver when using internal "
		        "endpoints such as the internal service IP or kubernetes.default.svc. No other usage is "
		        "guaranteed across distributions of Kubernetes clusters.'}},'data':{'ca.crt':"
		        "'-----BEGIN CERTIFICATE-----\\nThe certificate is in the kubeconfig of this cluster.\\n"
		        "-----END CERTIFICATE-----\\n'}}",
		        ROOT_CA, ns->name),
		    ns->name);
}

/* --- the end --- */

struct remains {
	struct namespaces *namespaces;
	size_t objects, finalized;
	struct str kinds;		/* "pods. has 2 resource instances", joined with ", " */
};

static void sweep_object(void *arg, const struct object *o)
{
	struct remains *r = arg;

	if (!o->deleted)
		agent_delete(&r->namespaces->agent, o, "Background", o->namespace);
}

static void sweep_kind(struct remains *r, const char *namespace, const struct kind *k)
{
	object_vec left = VEC_INIT;
	char resource[128];

	agent_each(&r->namespaces->agent, k, namespace, sweep_object, r);
	cache_list(r->namespaces->agent.cache, k, namespace, NULL, &left);
	kind_resource(k, resource, sizeof(resource));
	if (left.len > 0)
		str_addf(&r->kinds, "%s%s%s has %zu resource instances", r->objects > 0 ? ", " : "", resource,
			 *k->group ? "" : ".", left.len);
	r->objects += left.len;
	vec_each(&left, o)
		r->finalized += (*o)->nfinalizers > 0;
	vec_release(&left);
}

/* Pods go first: nothing that they need is taken from them while they stop. */
static void sweep(struct remains *ret, const char *namespace)
{
	sweep_kind(ret, namespace, KIND(pod));
	if (ret->objects > 0)
		return;
	for (size_t i = 0; i < kind_count(); i++)
		if (kind_at(i)->namespaced)
			sweep_kind(ret, namespace, kind_at(i));
}

static void add_condition(json *list, const char *now, const char *type, bool status, const char *reason,
                          const char *message)
{
	json_push(list, json_format("{'type':%q,'status':%q,'lastTransitionTime':%q,'reason':%q,'message':%q}", type,
				    status ? "True" : "False", now, reason, message));
}

static void report(struct namespaces *n, const struct object *ns, const struct remains *r)
{
	_cleanup_(freep) char *now = agent_stamp(&n->agent);
	_cleanup_(freep) char *left = xasprintf("Some resources are remaining: %s", r->kinds.buf);
	json *patch = json_format("{'status':{'conditions':[]}}");
	json *list = json_at(patch, "status.conditions");

	add_condition(list, now, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
		      "All resources successfully discovered");
	add_condition(list, now, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
		      "All legacy kube types successfully parsed");
	add_condition(list, now, "NamespaceDeletionContentFailure", false, "ContentDeleted",
		      "All content successfully deleted, may be waiting on finalization");
	add_condition(list, now, "NamespaceContentRemaining", r->objects > 0,
		      r->objects > 0 ? "SomeResourcesRemain" : "ContentRemoved",
		      r->objects > 0 ? left : "All content successfully removed");
	add_condition(list, now, "NamespaceFinalizersRemaining", r->finalized > 0,
		      r->finalized > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
		      r->finalized > 0 ? "Some content in the namespace has finalizers remaining"
				       : "All content-preserving finalizers finished");
	agent_patch(&n->agent, ns, "status", patch, NULL);
}

static void finalize(struct namespaces *n, const struct object *ns)
{
	struct request r;

	request_init(&r, VERB_UPDATE, KIND(namespace), NULL, ns->name);
	request_sub(&r, "finalize");
	r.tree = object_tree(ns);
	json_set(json_want(r.tree, "spec"), "finalizers", json_array());
	agent_send(&n->agent, &r, ns->name);
}

static void end(struct namespaces *n, const struct object *ns)
{
	struct remains r = { .namespaces = n, .kinds = STR_INIT };

	sweep(&r, ns->name);
	if (r.objects > 0)
		report(n, ns, &r);
	else
		finalize(n, ns);
	str_release(&r.kinds);
}

static void work(void *arg, const char *key)
{
	struct namespaces *n = arg;
	const struct object *ns = cache_get(n->agent.cache, KIND(namespace), NULL, key);

	if (!ns)
		return;
	object_ref(ns);
	if (ns->deleted)
		end(n, ns);
	else
		furnish(n, ns);
	object_unref(ns);
}

/* --- what happens --- */

static void on_namespace(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                         bool unknown)
{
	struct namespaces *n = arg;

	(void)unknown;
	if (event == CACHE_DELETED) {
		map_del(&n->ending, old->name);
		return;
	}
	if (now->deleted && map_has(&n->ending, now->name))
		return;
	if (now->deleted)
		map_set(&n->ending, now->name, n);
	queue_add(n->agent.queue, now->name);
}

/* Something went: out of a namespace that ends, or what every namespace has. */
static void on_content(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                       bool unknown)
{
	struct namespaces *n = arg;

	(void)now;
	(void)unknown;
	if (event == CACHE_DELETED && (map_has(&n->ending, old->namespace) || old->kind == KIND(serviceaccount) ||
				       old->kind == KIND(configmap)))
		queue_add(n->agent.queue, old->namespace);
}

static void *namespaces_start(struct world *w, struct port *port)
{
	struct namespaces *n = xcalloc(1, sizeof(*n));

	n->ending = (struct map)MAP_INIT;
	agent_init(&n->agent, w, port, "namespace-controller");
	agent_work(&n->agent, work, n);
	agent_watch(&n->agent, KIND(namespace), on_namespace, n);
	for (size_t i = 0; i < kind_count(); i++)
		if (kind_at(i)->namespaced)
			agent_watch(&n->agent, kind_at(i), on_content, n);
	return n;
}

static void namespaces_stop(void *state)
{
	struct namespaces *n = state;

	map_release(&n->ending);
	agent_release(&n->agent);
	free(n);
}

const struct controller namespaces_controller = {
	.name = "namespaces",
	.user = "namespace-controller",
	.help = "Gives each namespace its service account and CA, and empties one that is deleted: pods first",
	.start = namespaces_start,
	.stop = namespaces_stop,
};
