/* Objects from YAML and a cache of them, for tests of what the console makes of a cluster. */
#ifndef TESTS_UNIT_TUI_OBJECTS_H
#define TESTS_UNIT_TUI_OBJECTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/yaml.h"
#include "tests/list_cache.h"

#define NOW_S 1768478400	/* 2026-01-15T12:00:00Z */

static inline const struct object *make(const struct kind *k, const char *yaml)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = yaml_parse(yaml, strlen(yaml), &err);
	struct object *o;

	if (!tree)
		fail_msg("%s in\n%s", err.text, yaml);
	o = object_new(k, tree, OBJECT_BYTES, &err);
	if (!o)
		fail_msg("%s", err.text);
	return o;
}

/* A set shop/web whose uid is "set"; spec and status are more lines of YAML, indented by two. */
static inline void add_set(struct list_cache *c, int replicas, const char *spec, const char *status)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: web, namespace: shop, uid: set, generation: 1, creationTimestamp: "
	    "'2026-01-15T11:00:00Z'}\n"
	    "spec:\n  replicas: %d\n  serviceName: web\n  selector: {matchLabels: {app: web}}\n"
	    "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: 'reg/web:2'}]}}\n%s"
	    "status:\n  observedGeneration: 1\n%s",
	    replicas, spec, status);

	list_cache_add(c, make(KIND(statefulset), yaml));
}

#define ONE_REVISION "  currentRevision: web-aaaa1111\n  updateRevision: web-aaaa1111\n"
#define TWO_REVISIONS "  currentRevision: web-aaaa1111\n  updateRevision: web-bbbb2222\n"
#define CLAIMS                                                                                               \
	"  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: " \
	"{requests: {storage: 1Gi}}}}]\n"
#define READY \
	"{phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: '2026-01-15T11:59:00Z'}]}"

static inline void add_pod(struct list_cache *c, const char *name, const char *revision, const char *status)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: pod-%s, creationTimestamp: '2026-01-15T11:59:00Z',\n"
	    "  labels: {app: web, controller-revision-hash: %s, statefulset.kubernetes.io/pod-name: %s},\n"
	    "  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, uid: set, controller: true}]}\n"
	    "spec: {nodeName: node-a, containers: [{name: c, image: 'reg/web:1'}]}\nstatus: %s\n",
	    name, name, revision, name, status);

	list_cache_add(c, make(KIND(pod), yaml));
}

static inline void add_claim(struct list_cache *c, const char *name, const char *phase)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: claim-%s}\nspec: {volumeName: pv-%s, storageClassName: fast,\n"
	    "  resources: {requests: {storage: 1Gi}}}\nstatus: {phase: %s, capacity: {storage: 1Gi}}\n",
	    name, name, name, phase);

	list_cache_add(c, make(KIND(persistentvolumeclaim), yaml));
}

#endif
