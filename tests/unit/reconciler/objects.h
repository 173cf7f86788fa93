/* Objects for tests of the reconciler, written as YAML. */
#ifndef TESTS_UNIT_RECONCILER_OBJECTS_H
#define TESTS_UNIT_RECONCILER_OBJECTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/yaml.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/revision.h"
#include "tests/list_cache.h"

#define NOW_S INT64_C(1768478400)	/* 2026-01-15T12:00:00Z */

static inline struct object *object_from(const struct kind *k, const char *yaml)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = yaml_parse(yaml, strlen(yaml), &err);
	struct object *o = tree ? object_new(k, tree, OBJECT_BYTES, &err) : NULL;

	if (!o)
		fail_msg("%s\n%s", err.text, yaml);
	return o;
}

/* A set "db" of image i:2 with a claim template "data". `spec` and `status` are further YAML lines, indented by two. */
static inline struct object *make_set(int replicas, const char *spec, const char *status)
{
	_cleanup_(freep) char *yaml =
	    xasprintf("metadata: {name: db, namespace: shop, uid: set-uid, generation: 1, resourceVersion: '10'}\n"
		      "spec:\n"
		      "  replicas: %d\n"
		      "  serviceName: db\n"
		      "  selector: {matchLabels: {app: db}}\n"
		      "  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: 'i:2', "
		      "resources: {}}]}}\n"
		      "  volumeClaimTemplates:\n"
		      "  - metadata: {name: data}\n"
		      "    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
		      "  revisionHistoryLimit: 10\n"
		      "%s"
		      "status:\n"
		      "  collisionCount: 0\n"
		      "%s",
		      replicas, spec, status);

	return object_from(KIND(statefulset), yaml);
}

#define ROLLING "  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}\n"

/* The name of the revision that make_set's template has when its image is this. */
static inline char *revision_of(const char *image)
{
	_cleanup_(json_freep) json *template =
	    json_format("{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c',"
			"'image':%q,'resources':{}}]}}",
			image);
	_cleanup_(str_release) struct str data = STR_INIT;
	int32_t none = 0;
	char hash[16];

	revision_data(template, &data);
	revision_hash(data.buf, &none, hash);
	return revision_name("db", hash);
}

static inline struct object *make_revision(const char *image, int number)
{
	_cleanup_(json_freep) json *template =
	    json_format("{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c',"
			"'image':%q,'resources':{}}]}}",
			image);
	_cleanup_(str_release) struct str data = STR_INIT;
	_cleanup_(freep) char *name = revision_of(image), *yaml = NULL;

	revision_data(template, &data);
	yaml = xasprintf("metadata: {name: %s, namespace: shop, uid: rev-%d, labels: {app: db}, ownerReferences: "
			 "[{apiVersion: apps/v1, "
			 "kind: StatefulSet, name: db, uid: set-uid, controller: true}]}\nrevision: %d\ndata: %s\n",
			 name, number, number, data.buf);
	return object_from(KIND(controllerrevision), yaml);
}

/* Pod db-ORDINAL of the set, at the revision of an image. `status` is YAML for status. */
static inline struct object *make_pod(int ordinal, const char *image, const char *metadata, const char *status)
{
	_cleanup_(freep) char *revision = revision_of(image);
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata:\n"
	    "  name: db-%d\n"
	    "  namespace: shop\n"
	    "  uid: pod-%d\n"
	    "  resourceVersion: '20'\n"
	    "  creationTimestamp: '2026-01-15T11:00:00Z'\n"
	    "  labels: {app: db, controller-revision-hash: %s, statefulset.kubernetes.io/pod-name: db-%d}\n"
	    "  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: set-uid, controller: true}]\n"
	    "%s"
	    "spec:\n"
	    "  containers: [{name: c, image: '%s'}]\n"
	    "  volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-%d}}]\n"
	    "status: %s\n",
	    ordinal, ordinal, revision, ordinal, metadata, image, ordinal, status);

	return object_from(KIND(pod), yaml);
}

#define RUNNING(ready) \
	"{phase: Running, conditions: [{type: Ready, status: '" ready "', lastTransitionTime: '2026-01-15T11:30:00Z'}]}"
#define READY RUNNING("True")
#define STARTING RUNNING("False")
#define DELETED "  deletionTimestamp: '2026-01-15T12:00:20Z'\n  deletionGracePeriodSeconds: 30\n"

static inline struct object *make_claim(int ordinal, const char *metadata, const char *status)
{
	_cleanup_(freep) char *yaml =
	    xasprintf("metadata:\n  name: data-db-%d\n  namespace: shop\n  uid: claim-%d\n%sstatus: %s\n", ordinal,
		      ordinal, metadata, status);

	return object_from(KIND(persistentvolumeclaim), yaml);
}

#endif
