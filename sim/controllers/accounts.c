/* What every namespace gets: the service account "default", and the certificate of the cluster's authority as a
 * ConfigMap (left empty: the world does not know how it is reached). Both come back when they are deleted. */
#include "sim/controller.h"

#include "sim/agent.h"

#define ACCOUNT "default"
#define AUTHORITY "kube-root-ca.crt"
#define ABOUT                                                                                                          \
	"Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the " \
	"internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "          \
	"Kubernetes clusters."

struct accounts {
	struct agent agent;		/* keys of namespaces */
};

static void work(void *arg, const char *key)
{
	struct accounts *a = arg;
	struct cache *cache = a->agent.cache;
	const struct object *namespace = cache_get(cache, KIND(namespace), NULL, key);

	if (!namespace || namespace->deleted)
		return;
	if (!cache_get(cache, KIND(serviceaccount), key, ACCOUNT))
		agent_create(&a->agent, KIND(serviceaccount), key,
			     json_format("{'metadata':{'name':'" ACCOUNT "','namespace':%q}}", key), key);
	if (!cache_get(cache, KIND(configmap), key, AUTHORITY))
		agent_create(&a->agent, KIND(configmap), key,
			     json_format("{'metadata':{'name':'" AUTHORITY "','namespace':%q,'annotations':"
					 "{'kubernetes.io/description':%q}},'data':{'ca.crt':''}}", key, ABOUT), key);
}

static void on_namespace(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                         bool unknown)
{
	struct accounts *a = arg;

	(void)old, (void)unknown;
	if (event == CACHE_ADDED)
		queue_add_object(a->agent.queue, now);
}

static void on_gone(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                    bool unknown)
{
	struct accounts *a = arg;

	(void)now, (void)unknown;
	if (event == CACHE_DELETED && (streq(old->name, ACCOUNT) || streq(old->name, AUTHORITY)))
		queue_add(a->agent.queue, old->namespace);
}

static void *accounts_start(struct world *w, struct port *port)
{
	struct accounts *a = xcalloc(1, sizeof(*a));

	agent_init(&a->agent, w, port, "serviceaccount-controller");
	agent_work(&a->agent, work, a);
	agent_watch(&a->agent, KIND(namespace), on_namespace, a);
	agent_watch(&a->agent, KIND(serviceaccount), on_gone, a);
	agent_watch(&a->agent, KIND(configmap), on_gone, a);
	return a;
}

static void accounts_stop(void *state)
{
	struct accounts *a = state;

	agent_release(&a->agent);
	free(a);
}

const struct controller accounts_controller = {
	.name = "accounts",
	.user = "service-account-controller",
	.help = "Gives every namespace its default service account and the authority's certificate",
	.start = accounts_start,
	.stop = accounts_stop,
};
