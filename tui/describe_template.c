/* What pods and pod templates have in common: containers, volumes, where they may run. */
#include "kube/time.h"
#include "tui/describe.h"

/* --- containers --- */

static void tell_ports(struct telling *t, const json *container)
{
	_cleanup_(str_release) struct str ports = STR_INIT;
	_cleanup_(str_release) struct str hosts = STR_INIT;

	for (json *p = json_first(json_get(container, "ports")); p; p = json_next(p)) {
		const char *protocol = json_str_or(json_get(p, "protocol"), "TCP"), *name = json_get_str(p, "name");

		str_addf(&ports, "%s%" PRId64 "/%s", ports.len ? ", " : "", json_get_int(p, "containerPort", 0),
		         protocol);
		str_addf(&hosts, "%s%" PRId64 "/%s", hosts.len ? ", " : "", json_get_int(p, "hostPort", 0), protocol);
		if (name) {
			str_addf(&ports, " (%s)", name);
			str_addf(&hosts, " (%s)", name);
		}
	}
	tell(t, 2, "%s:\t%s", json_len(json_get(container, "ports")) > 1 ? "Ports" : "Port",
	     ports.len ? ports.buf : "<none>");
	tell(t, 2, "%s:\t%s", json_len(json_get(container, "ports")) > 1 ? "Host Ports" : "Host Port",
	     hosts.len ? hosts.buf : "<none>");
}

static void tell_words(struct telling *t, const char *label, const json *words)
{
	if (json_len(words))
		tell(t, 2, "%s:", label);
	for (json *w = json_first(words); w; w = json_next(w)) {
		_cleanup_(freep) char *copy = xstrdup(json_str_or(w, ""));
		char *rest = copy, *line;

		while ((line = strsep(&rest, "\n")))
			tell(t, 3, "%s", line);
	}
}

static void tell_state(struct telling *t, const char *label, const json *state)
{
	const json *one = json_first(state);
	const char *key = one ? json_key(one) : "";

	if (streq(key, "running")) {
		tell(t, 2, "%s:\tRunning", label);
		tell_time(t, 3, "Started", one, "startedAt");
	} else if (streq(key, "terminated")) {
		tell(t, 2, "%s:\tTerminated", label);
		if (json_get_str(one, "reason"))
			tell(t, 3, "Reason:\t%s", json_get_str(one, "reason"));
		if (json_get_str(one, "message"))
			tell(t, 3, "Message:\t%s", json_get_str(one, "message"));
		tell(t, 3, "Exit Code:\t%" PRId64, json_get_int(one, "exitCode", 0));
		tell_time(t, 3, "Started", one, "startedAt");
		tell_time(t, 3, "Finished", one, "finishedAt");
	} else {
		tell(t, 2, "%s:\tWaiting", label);
		if (json_get_str(one, "reason"))
			tell(t, 3, "Reason:\t%s", json_get_str(one, "reason"));
	}
}

static void tell_status(struct telling *t, const json *status)
{
	tell_state(t, "State", json_get(status, "state"));
	if (json_len(json_get(status, "lastState")))
		tell_state(t, "Last State", json_get(status, "lastState"));
	tell(t, 2, "Ready:\t%s", json_true(json_get(status, "ready")) ? "True" : "False");
	tell(t, 2, "Restart Count:\t%" PRId64, json_get_int(status, "restartCount", 0));
}

static void tell_amounts(struct telling *t, const char *label, const json *amounts)
{
	if (!json_len(amounts))
		return;
	tell(t, 2, "%s:", label);
	for (json *m = json_first(amounts); m; m = json_next(m))
		tell(t, 3, "%s:\t%s", json_key(m), json_str_or(m, ""));
}

static void probe_kind(const json *probe, struct str *out)
{
	const json *exec = json_get(probe, "exec"), *http = json_get(probe, "httpGet");
	const json *tcp = json_get(probe, "tcpSocket"), *grpc = json_get(probe, "grpc");
	const json *port = json_get(http ? http : tcp, "port");
	_cleanup_(freep) char *text = port && !json_str(port) ? json_text(port) : xstrdup(json_str_or(port, ""));
	_cleanup_(str_release) struct str command = STR_INIT;

	if (exec) {
		join_texts(json_get(exec, "command"), " ", "", &command);
		str_addf(out, "exec [%s]", command.len ? command.buf : "");
	} else if (http) {
		str_addf(out, "http-get http://%s:%s%s%s", json_str_or(json_get(http, "host"), ""), text,
		         starts_with(json_str_or(json_get(http, "path"), ""), "/") ? "" : "/",
		         json_str_or(json_get(http, "path"), ""));
	} else if (tcp) {
		str_addf(out, "tcp-socket %s:%s", json_str_or(json_get(tcp, "host"), ""), text);
	} else if (grpc) {
		str_addf(out, "grpc <pod>:%" PRId64 " %s", json_get_int(grpc, "port", 0),
		         json_str_or(json_get(grpc, "service"), ""));
	} else {
		str_add(out, "unknown");
	}
}

static void tell_probe(struct telling *t, const char *label, const json *probe)
{
	_cleanup_(str_release) struct str kind = STR_INIT;

	if (!probe)
		return;
	probe_kind(probe, &kind);
	tell(t, 2,
	     "%s:\t%s delay=%" PRId64 "s timeout=%" PRId64 "s period=%" PRId64 "s #success=%" PRId64
	     " #failure=%" PRId64,
	     label, kind.buf, json_get_int(probe, "initialDelaySeconds", 0), json_get_int(probe, "timeoutSeconds", 0),
	     json_get_int(probe, "periodSeconds", 0), json_get_int(probe, "successThreshold", 0),
	     json_get_int(probe, "failureThreshold", 0));
}

/* Where a variable's value comes from, when it is not written out. */
static void source_of(const json *from, struct str *out)
{
	const json *field = json_get(from, "fieldRef"), *secret = json_get(from, "secretKeyRef");
	const json *config = json_get(from, "configMapKeyRef"), *key = secret ? secret : config;

	if (field)
		str_addf(out, " (%s:%s)", json_str_or(json_get(field, "apiVersion"), "v1"),
		         json_str_or(json_get(field, "fieldPath"), ""));
	else if (key)
		str_addf(out, "<set to the key '%s' %s '%s'>\tOptional: %s", json_str_or(json_get(key, "key"), ""),
		         secret ? "in secret" : "of config map", json_str_or(json_get(key, "name"), ""),
		         json_true(json_get(key, "optional")) ? "true" : "false");
}

static void tell_environment(struct telling *t, const json *env)
{
	tell(t, 2, json_len(env) ? "Environment:" : "Environment:\t<none>");
	for (json *e = json_first(env); e; e = json_next(e)) {
		_cleanup_(str_release) struct str from = STR_INIT;

		source_of(json_get(e, "valueFrom"), &from);
		tell(t, 3, "%s:\t%s%s", json_str_or(json_get(e, "name"), ""), json_str_or(json_get(e, "value"), ""),
		     from.len ? from.buf : "");
	}
}

static void tell_mounts(struct telling *t, const json *mounts)
{
	tell(t, 2, json_len(mounts) ? "Mounts:" : "Mounts:\t<none>");
	for (json *m = json_first(mounts); m; m = json_next(m)) {
		const char *sub = json_get_str(m, "subPath");

		tell(t, 3, "%s from %s (%s%s%s)", json_str_or(json_get(m, "mountPath"), ""),
		     json_str_or(json_get(m, "name"), ""), json_true(json_get(m, "readOnly")) ? "ro" : "rw",
		     sub ? ",path=" : "", sub ? sub : "");
	}
}

static const json *status_of(const json *statuses, const char *name)
{
	for (json *s = json_first(statuses); s; s = json_next(s)) {
		if (streq0(json_get_str(s, "name"), name))
			return s;
	}
	return NULL;
}

static void tell_container(struct telling *t, const json *c, const json *status, const char *space)
{
	const char *name = json_str_or(json_get(c, "name"), "");

	tell(t, 1, "%s%s:", *space ? " " : "", name);
	if (status)
		tell(t, 2, "Container ID:\t%s", json_str_or(json_get(status, "containerID"), ""));
	tell(t, 2, "Image:\t%s", json_str_or(json_get(c, "image"), ""));
	if (status)
		tell(t, 2, "Image ID:\t%s", json_str_or(json_get(status, "imageID"), ""));
	tell_ports(t, c);
	tell_words(t, "Command", json_get(c, "command"));
	tell_words(t, "Args", json_get(c, "args"));
	if (status)
		tell_status(t, status);
	tell_amounts(t, "Limits", json_at(c, "resources.limits"));
	tell_amounts(t, "Requests", json_at(c, "resources.requests"));
	tell_probe(t, "Liveness", json_get(c, "livenessProbe"));
	tell_probe(t, "Readiness", json_get(c, "readinessProbe"));
	tell_probe(t, "Startup", json_get(c, "startupProbe"));
	tell_environment(t, json_get(c, "env"));
	tell_mounts(t, json_get(c, "volumeMounts"));
}

void tell_containers(struct telling *t, const char *label, const json *containers, const json *statuses,
                     const char *space)
{
	if (!json_len(containers))
		return;
	tell(t, 0, "%s%s:", space, label);
	for (json *c = json_first(containers); c; c = json_next(c))
		tell_container(t, c, status_of(statuses, json_get_str(c, "name")), space);
}

/* --- volumes --- */

static void tell_source(struct telling *t, const json *v)
{
	const json *claim = json_get(v, "persistentVolumeClaim"), *empty = json_get(v, "emptyDir");
	const json *config = json_get(v, "configMap"), *secret = json_get(v, "secret"), *host = json_get(v, "hostPath");

	if (claim) {
		tell(t, 2, "Type:\tPersistentVolumeClaim "
		           "(a reference to a PersistentVolumeClaim in the same namespace)");
		tell_field(t, 2, "ClaimName", claim, "claimName", "");
		tell(t, 2, "ReadOnly:\t%s", json_true(json_get(claim, "readOnly")) ? "true" : "false");
	} else if (empty) {
		tell(t, 2, "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)");
		tell_field(t, 2, "Medium", empty, "medium", "");
		tell_field(t, 2, "SizeLimit", empty, "sizeLimit", "<unset>");
	} else if (config) {
		tell(t, 2, "Type:\tConfigMap (a volume populated by a ConfigMap)");
		tell_field(t, 2, "Name", config, "name", "");
		tell(t, 2, "Optional:\t%s", json_true(json_get(config, "optional")) ? "true" : "false");
	} else if (secret) {
		tell(t, 2, "Type:\tSecret (a volume populated by a Secret)");
		tell_field(t, 2, "SecretName", secret, "secretName", "");
		tell(t, 2, "Optional:\t%s", json_true(json_get(secret, "optional")) ? "true" : "false");
	} else if (host) {
		tell(t, 2, "Type:\tHostPath (bare host directory volume)");
		tell_field(t, 2, "Path", host, "path", "");
		tell_field(t, 2, "HostPathType", host, "type", "");
	} else {
		tell(t, 2, "<unknown>");
	}
}

void tell_volumes(struct telling *t, const json *volumes, const char *space)
{
	tell(t, 0, json_len(volumes) ? "%sVolumes:" : "%sVolumes:\t<none>", space);
	for (json *v = json_first(volumes); v; v = json_next(v)) {
		tell(t, 1, "%s%s:", *space ? " " : "", json_str_or(json_get(v, "name"), ""));
		tell_source(t, v);
	}
}

/* --- where --- */

static void toleration(const json *o, struct str *out)
{
	const char *key = json_get_str(o, "key"), *value = json_get_str(o, "value");
	const char *effect = json_get_str(o, "effect");
	bool exists = streq0(json_get_str(o, "operator"), "Exists");

	str_add(out, key ? key : "");
	if (value && *value)
		str_addf(out, "=%s", value);
	if (effect && *effect)
		str_addf(out, ":%s", effect);
	if (exists && !(value && *value))
		str_add(out, key || effect ? " op=Exists" : "op=Exists");
	if (json_get(o, "tolerationSeconds"))
		str_addf(out, " for %" PRId64 "s", json_get_int(o, "tolerationSeconds", 0));
}

void tell_placement(struct telling *t, const json *spec, const char *space)
{
	_cleanup_(freep) char *selectors = xasprintf("%sNode-Selectors", space);
	const json *list = json_get(spec, "tolerations");
	bool first = true;

	tell_map(t, 0, selectors, json_get(spec, "nodeSelector"), "=");
	if (!json_len(list))
		tell(t, 0, "%sTolerations:\t<none>", space);
	for (json *o = json_first(list); o; o = json_next(o)) {
		_cleanup_(str_release) struct str text = STR_INIT;

		toleration(o, &text);
		tell(t, 0, "%s%s\t%s", first ? space : "", first ? "Tolerations:" : "", text.buf);
		first = false;
	}
}
