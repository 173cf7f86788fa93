/* Claims and volumes: made at once or for the first consumer, matched, grown, protected, reclaimed, lost. */
#include "drive.h"

#define CLAIM "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec:\n  accessModes: [ReadWriteOnce]\n" \
	      "  resources: {requests: {storage: 1Gi}}\n"
#define VOLUME "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: %s}\nspec:\n  accessModes: [ReadWriteOnce]\n" \
	       "  persistentVolumeReclaimPolicy: Retain\n  capacity: {storage: %s}\n  hostPath: {path: /data}\n"
#define POD "apiVersion: v1\nkind: Pod\nmetadata: {name: user}\nspec:\n  containers: [{name: c, image: 'nginx:1'}]\n" \
	    "  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n"

static void claim(struct world *w, const char *class)
{
	_cleanup_(freep) char *yaml = xasprintf("%s  storageClassName: \"%s\"\n", CLAIM, class);

	apply(w, yaml);
	settle(w);
}

static void volume(struct world *w, const char *name, const char *size, const char *more)
{
	_cleanup_(freep) char *yaml = xasprintf(VOLUME "%s", name, size, more);

	apply(w, yaml);
	settle(w);
}

static char *volume_of(struct world *w)
{
	return text_at(w, KIND(persistentvolumeclaim), "data", "spec.volumeName");
}

static void immediate(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *name = NULL, *uid = NULL, *wanted = NULL;

	claim(w, "immediate");
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Bound");
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.capacity.storage", "1Gi");
	name = volume_of(w);
	uid = text_at(w, KIND(persistentvolumeclaim), "data", "metadata.uid");
	wanted = xasprintf("pvc-%s", uid);
	assert_string_equal(name, wanted);
	expect_text(w, KIND(persistentvolume), name, "status.phase", "Bound");
	expect_text(w, KIND(persistentvolume), name, "spec.claimRef.name", "data");
	expect_text(w, KIND(persistentvolume), name, "spec.persistentVolumeReclaimPolicy", "Delete");
	expect_told(w, "data", "ProvisioningSucceeded", NULL);
}

static void first_consumer(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *node = NULL, *selected = NULL;
	_cleanup_(json_freep) json *tree = NULL;

	claim(w, "standard");
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Pending");
	expect_told(w, "data", "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
	apply(w, POD);
	settle(w);
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Bound");
	expect_text(w, KIND(pod), "user", "status.phase", "Running");
	node = text_at(w, KIND(pod), "user", "spec.nodeName");
	tree = object_tree(must_find(w, KIND(persistentvolumeclaim), "data"));
	selected = xstrdup(json_str_or(json_get(json_at(tree, "metadata.annotations"), "volume.kubernetes.io/selected-node"), ""));
	assert_string_equal(selected, node);
}

static void no_such_class(void **state)
{
	struct world *w = *state;

	claim(w, "none-such");
	apply(w, POD);
	settle(w);
	expect_told(w, "data", "ProvisioningFailed", "storageclass.storage.k8s.io \"none-such\" not found");
	expect_text(w, KIND(pod), "user", "status.conditions.0.message",
		    "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found");
}

static void claim_missing(void **state)
{
	struct world *w = *state;

	apply(w, POD);
	settle(w);
	expect_text(w, KIND(pod), "user", "status.conditions.0.message",
		    "0/4 nodes are available: persistentvolumeclaim \"data\" not found. not found");
	claim(w, "immediate");
	expect_text(w, KIND(pod), "user", "status.phase", "Running");
}

/* Of the volumes that fit, the smallest; a volume that is too small or another's, never. */
static void matched(void **state)
{
	struct world *w = *state;
	char *name;

	volume(w, "small", "512Mi", "");
	volume(w, "big", "9Gi", "");
	volume(w, "right", "2Gi", "");
	expect_text(w, KIND(persistentvolume), "right", "status.phase", "Available");
	claim(w, "");
	name = volume_of(w);
	assert_string_equal(name, "right");
	free(name);
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.capacity.storage", "2Gi");
	expect_text(w, KIND(persistentvolume), "big", "status.phase", "Available");
}

static void reserved(void **state)
{
	struct world *w = *state;
	char *name;

	volume(w, "small", "1Gi", "");
	volume(w, "mine", "5Gi", "  claimRef: {namespace: default, name: data}\n");
	claim(w, "");
	name = volume_of(w);
	assert_string_equal(name, "mine");
	free(name);
}

static void nothing_fits(void **state)
{
	struct world *w = *state;

	claim(w, "");
	expect_told(w, "data", "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
	/* A volume that comes wakes no claim: upstream looks at those that wait every fifteen seconds. */
	volume(w, "late", "1Gi", "");
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Pending");
	world_advance(w, world_now(w) + 15000);
	settle(w);
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Bound");
}

/* A claim in use outlives its deletion until the pod is gone; then a dynamic volume goes too. */
static void protected_while_used(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *name = NULL;

	claim(w, "standard");
	apply(w, POD);
	settle(w);
	name = volume_of(w);
	must(w, 200, VERB_DELETE, KIND(persistentvolumeclaim), "data", NULL);
	settle(w);
	expect_text(w, KIND(persistentvolumeclaim), "data", "metadata.finalizers.0", "kubernetes.io/pvc-protection");
	must(w, 200, VERB_DELETE, KIND(pod), "user", NULL);
	settle(w);
	assert_null(find(w, KIND(persistentvolumeclaim), "data"));
	assert_null(find(w, KIND(persistentvolume), name));
}

static void retained(void **state)
{
	struct world *w = *state;

	volume(w, "kept", "1Gi", "");
	claim(w, "");
	must(w, 200, VERB_DELETE, KIND(persistentvolumeclaim), "data", NULL);
	settle(w);
	expect_text(w, KIND(persistentvolume), "kept", "status.phase", "Released");
	claim(w, "");
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Pending");
	must(w, 200, VERB_DELETE, KIND(persistentvolume), "kept", NULL);
	settle(w);
	assert_null(find(w, KIND(persistentvolume), "kept"));
}

static void being_deleted(void **state)
{
	struct world *w = *state;

	claim(w, "immediate");
	must(w, 200, VERB_PATCH, KIND(persistentvolumeclaim), "data", "{metadata: {finalizers: [test/hold]}}");
	must(w, 200, VERB_DELETE, KIND(persistentvolumeclaim), "data", NULL);
	apply(w, POD);
	settle(w);
	expect_text(w, KIND(pod), "user", "status.conditions.0.message",
		    "0/4 nodes are available: persistentvolumeclaim \"data\" is being deleted. not found");
}

static void grown(void **state)
{
	struct world *w = *state;

	claim(w, "immediate");
	must(w, 200, VERB_PATCH, KIND(persistentvolumeclaim), "data", "{spec: {resources: {requests: {storage: 3Gi}}}}");
	settle(w);
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.capacity.storage", "3Gi");
	expect_told(w, "data", "ExternalExpanding", "waiting for an external controller to expand this PVC");
}

static void lost(void **state)
{
	struct world *w = *state;

	volume(w, "gone", "1Gi", "");
	claim(w, "");
	must(w, 200, VERB_PATCH, KIND(persistentvolume), "gone", "{metadata: {finalizers: []}}");
	must(w, 200, VERB_DELETE, KIND(persistentvolume), "gone", NULL);
	settle(w);
	expect_text(w, KIND(persistentvolumeclaim), "data", "status.phase", "Lost");
	expect_told(w, "data", "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(immediate),	   WORLD_TEST(first_consumer),	     WORLD_TEST(no_such_class),
		WORLD_TEST(claim_missing), WORLD_TEST(matched),		     WORLD_TEST(reserved),
		WORLD_TEST(nothing_fits),  WORLD_TEST(protected_while_used), WORLD_TEST(retained),
		WORLD_TEST(being_deleted), WORLD_TEST(grown),		     WORLD_TEST(lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
