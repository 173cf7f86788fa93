#include "kube/defaults.h"

#include "kube/quantity.h"

#define IMAGE_NAME_BYTES 255		/* of a repository's name; a longer one is no image */

/* What a member of some volume source gets. */
static const struct source_default {
	const char *source;
	const char *text;
} source_defaults[] = {
	{ "secret", "{'defaultMode':420}" },
	{ "configMap", "{'defaultMode':420}" },
	{ "downwardAPI", "{'defaultMode':420}" },
	{ "projected", "{'defaultMode':420}" },
	{ "hostPath", "{'type':''}" },
	{ "iscsi", "{'iscsiInterface':'default'}" },
	{ "rbd", "{'pool':'rbd','user':'admin','keyring':'/etc/ceph/keyring'}" },
	{ "azureDisk", "{'cachingMode':'ReadWrite','fsType':'ext4','readOnly':false,'kind':'Shared'}" },
	{ "scaleIO", "{'storageMode':'ThinProvisioned','fsType':'xfs'}" },
};

static const char *const probes[] = { "livenessProbe", "readinessProbe", "startupProbe" };
static const char *const hooks[] = { "postStart", "preStop" };
static const char *const container_lists[] = { "containers", "initContainers", "ephemeralContainers" };

void defaults_fill(json *o, const char *text)
{
	_cleanup_(json_freep) json *defaults = o ? json_format(text) : NULL;
	json *next;

	for (json *d = json_first(defaults); d; d = next) {
		_cleanup_(freep) char *key = xstrdup(json_key(d));

		next = json_next(d);
		if (json_is_null(json_get(o, key)))
			json_set(o, key, json_detach(defaults, d));
	}
}

static void fill_http_get(json *handler)
{
	defaults_fill(json_get(handler, "httpGet"), "{'path':'/','scheme':'HTTP'}");
}

static void fill_probe(json *probe)
{
	defaults_fill(probe, "{'timeoutSeconds':1,'periodSeconds':10,'successThreshold':1,'failureThreshold':3}");
	fill_http_get(probe);
	defaults_fill(json_get(probe, "grpc"), "{'service':''}");
}

/* "Always" for the tag latest and for no tag at all, unless a digest pins the image; a name that is none counts as
 * pinned. */
static const char *pull_policy(const char *image)
{
	const char *digest = strchr(image, '@'), *slash = strrchr(image, '/');
	size_t len = digest ? (size_t)(digest - image) : strlen(image);
	_cleanup_(freep) char *name = xstrndup(image, len);
	char *tag = strchr(name + (slash && slash < image + len ? slash - image : 0), ':');

	if (tag)
		*tag++ = '\0';
	if (strlen(name) > IMAGE_NAME_BYTES ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-/:") != strlen(name))
		return "IfNotPresent";
	return *name && (tag ? streq(tag, "latest") : !digest) ? "Always" : "IfNotPresent";
}

static void fill_field_refs(json *items, const char *inside)
{
	for (json *i = json_first(items); i; i = json_next(i))
		defaults_fill(json_get(inside ? json_get(i, inside) : i, "fieldRef"), "{'apiVersion':'v1'}");
}

/* Nothing smaller than a thousandth is asked for. */
static void round_amounts(json *amounts)
{
	for (json *a = json_first(amounts), *next; a; a = next) {
		_cleanup_(str_release) struct str rounded = STR_INIT;

		next = json_next(a);
		if (json_str(a) && quantity_round_milli(json_str(a), &rounded, NULL) == 0)
			json_set_str(amounts, json_key(a), rounded.buf);
	}
}

static void round_resources(json *resources)
{
	round_amounts(json_get(resources, "limits"));
	round_amounts(json_get(resources, "requests"));
}

static void fill_container(json *c)
{
	round_resources(json_get(c, "resources"));
	defaults_fill(
		c,
		"{'resources':{},'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File'}");
	if (json_is_empty(json_get(c, "imagePullPolicy")))
		json_set_str(c, "imagePullPolicy", pull_policy(json_str_or(json_get(c, "image"), "")));
	for (json *p = json_first(json_get(c, "ports")); p; p = json_next(p))
		defaults_fill(p, "{'protocol':'TCP'}");
	for (size_t i = 0; i < COUNT(probes); i++)
		fill_probe(json_get(c, probes[i]));
	for (size_t i = 0; i < COUNT(hooks); i++)
		fill_http_get(json_get(json_get(c, "lifecycle"), hooks[i]));
	fill_field_refs(json_get(c, "env"), "valueFrom");
}

static void fill_projected(json *projected)
{
	for (json *s = json_first(json_get(projected, "sources")); s; s = json_next(s)) {
		defaults_fill(json_get(s, "serviceAccountToken"), "{'expirationSeconds':3600}");
		fill_field_refs(json_get(json_get(s, "downwardAPI"), "items"), NULL);
	}
}

void defaults_volume_source(json *v)
{
	for (size_t i = 0; i < COUNT(source_defaults); i++)
		defaults_fill(json_get(v, source_defaults[i].source), source_defaults[i].text);
}

static void fill_volume(json *v)
{
	if (json_len(v) == 1 && json_get(v, "name"))
		json_set(v, "emptyDir", json_object());
	defaults_volume_source(v);
	fill_field_refs(json_get(json_get(v, "downwardAPI"), "items"), NULL);
	fill_projected(json_get(v, "projected"));
	defaults_fill(json_at(v, "ephemeral.volumeClaimTemplate.spec"), "{'volumeMode':'Filesystem'}");
	if (json_get(v, "image"))
		defaults_fill(json_get(v, "image"),
			      streq(pull_policy(json_str_or(json_at(v, "image.reference"), "")), "Always") ?
			      "{'pullPolicy':'Always'}" : "{'pullPolicy':'IfNotPresent'}");
}

/* serviceAccount is the old name of serviceAccountName: each is shown under both. */
static void mirror_service_account(json *spec)
{
	const char *name = json_get_str(spec, "serviceAccountName"), *old = json_get_str(spec, "serviceAccount");

	if (name && *name)
		json_set_str(spec, "serviceAccount", name);
	else if (old && *old)
		json_set_str(spec, "serviceAccountName", old);
}

static void fill_spec(json *spec)
{
	for (size_t i = 0; i < COUNT(container_lists); i++)
		for (json *c = json_first(json_get(spec, container_lists[i])); c; c = json_next(c))
			fill_container(c);
	for (json *v = json_first(json_get(spec, "volumes")); v; v = json_next(v))
		fill_volume(v);
	defaults_fill(spec, "{'restartPolicy':'Always','terminationGracePeriodSeconds':30,'dnsPolicy':'ClusterFirst',"
			    "'securityContext':{},'schedulerName':'default-scheduler'}");
	round_amounts(json_get(spec, "overhead"));
	round_resources(json_get(spec, "resources"));
}

void defaults_pod_spec(json *spec)
{
	if (!spec)
		return;
	fill_spec(spec);
	mirror_service_account(spec);
}

void defaults_revision_template(json *pod_template)
{
	if (pod_template)
		fill_spec(json_want(pod_template, "spec"));
}

void defaults_pod_template(json *pod_template)
{
	if (pod_template)
		defaults_pod_spec(json_want(pod_template, "spec"));
}

static void requests_from_limits(json *resources)
{
	json *limits = json_get(resources, "limits"), *requests;

	if (json_len(limits) == 0)
		return;
	requests = json_want(resources, "requests");
	for (json *l = json_first(limits); l; l = json_next(l))
		if (!json_get(requests, json_key(l)))
			json_set(requests, json_key(l), json_copy(l));
}

static void host_ports(json *container)
{
	for (json *p = json_first(json_get(container, "ports")); p; p = json_next(p))
		if (json_get_int(p, "hostPort", 0) == 0)
			json_set_int(p, "hostPort", json_get_int(p, "containerPort", 0));
}

void defaults_pod(json *pod)
{
	json *spec = json_want(pod, "spec");

	defaults_pod_spec(spec);
	for (size_t i = 0; i < 2; i++) {
		for (json *c = json_first(json_get(spec, container_lists[i])); c; c = json_next(c)) {
			requests_from_limits(json_get(c, "resources"));
			if (json_true(json_get(spec, "hostNetwork")))
				host_ports(c);
		}
	}
	requests_from_limits(json_get(spec, "resources"));
	defaults_fill(spec, "{'enableServiceLinks':true}");
}

void defaults_claim(json *claim)
{
	defaults_fill(json_want(claim, "spec"), "{'volumeMode':'Filesystem'}");
	defaults_fill(json_want(claim, "status"), "{'phase':'Pending'}");
}
