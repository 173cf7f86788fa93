/* Containers: names, ports, environment, mounts. */
#include "sim/validate/pod.h"

static const char *const pull_policies[] = { "Always", "IfNotPresent", "Never", NULL };
static const char *const message_policies[] = { "FallbackToLogsOnError", "File", NULL };
static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
static const char *const propagations[] = { "Bidirectional", "HostToContainer", "None", NULL };
static const char *const downward_fields[] = { "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
	"spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs", NULL };
/* Known to the API, but not offered to environment variables. */
static const char *const other_fields[] = { "metadata.annotations", "metadata.labels", "spec.restartPolicy",
					    "spec.schedulerName",   "status.phase",    NULL };

/* --- ports --- */

static void check_container_port(const struct node *port)
{
	const struct node *number = AT(port, "containerPort"), *host = AT(port, "hostPort"), *name = AT(port, "name");

	if (!node_empty(name) && check_port_name(name) && seen_before(port->up, port->index, "name"))
		refuse_duplicate(name);
	if (check_required(number))
		check_port(number);
	if (!node_empty(host))
		check_port(host);
	check_required_one_of(AT(port, "protocol"), protocols);
}

static void check_host_network_port(const struct node *port)
{
	int64_t host = json_get_int(port->value, "hostPort", 0);

	if (host != 0 && host != json_get_int(port->value, "containerPort", 0))
		refuse_invalid(AT(port, "hostPort"), "must match `containerPort` when `hostNetwork` is true");
}

/* The place of a port on the host, which no two may share: "TCP/10.0.0.1/80". */
static char *host_place(const json *port)
{
	return xasprintf("%s/%s/%" PRId64, json_str_or(json_get(port, "protocol"), ""),
			 json_str_or(json_get(port, "hostIP"), ""), json_get_int(port, "hostPort", 0));
}

static void check_host_ports(const struct node *ports, json *taken)
{
	long i = 0;

	for (const json *p = json_first(ports->value); p; p = json_next(p), i++) {
		_cleanup_(freep) char *place = host_place(p);

		if (json_get_int(p, "hostPort", 0) == 0)
			continue;
		if (json_get(taken, place)) {
			_cleanup_(json_freep) json *shown = json_string(place);

			refuse_duplicate(AS(ITEM(ports, p, i), "hostPort", shown));
		}
		json_set(taken, place, json_bool(true));
	}
}

/* --- environment --- */

static bool is_in(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (streq(text, *list))
			return true;
	return false;
}

/* "metadata.labels['key']" */
static bool has_subscript(const char *path)
{
	return (starts_with(path, "metadata.labels['") || starts_with(path, "metadata.annotations['")) &&
	       path[strlen(path) - 1] == ']';
}

static void check_field_ref(const struct node *ref)
{
	const struct node *path = AT(ref, "fieldPath");
	const char *text = node_str(path);

	if (!ref->value || !check_required(path) || has_subscript(text) || is_in(text, downward_fields))
		return;
	if (is_in(text, other_fields))
		refuse_unsupported(path, downward_fields);
	else
		refuse_invalid(path, "error converting fieldPath: field label not supported: %s", text);
}

static void check_key_ref(const struct node *ref)
{
	const struct node *key = AT(ref, "key");

	if (ref->value && check_required(key))
		check_config_key(key, node_str(key));
}

static void check_value_from(const struct node *variable)
{
	static const char *const sources[] = { "fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef",
					       "fileKeyRef" };
	const struct node *from = AT(variable, "valueFrom"), *shown = AS(variable, "valueFrom", NULL);
	size_t found = 0;

	if (!from->value)
		return;
	check_field_ref(AT(from, "fieldRef"));
	check_key_ref(AT(from, "configMapKeyRef"));
	check_key_ref(AT(from, "secretKeyRef"));
	for (size_t i = 0; i < COUNT(sources); i++)
		found += json_get(from->value, sources[i]) != NULL;
	if (found == 0)
		refuse_invalid_as(shown, json_string(""),
				  "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
				  "`secretKeyRef` or `fileKeyRef`");
	else if (!node_empty(AT(variable, "value")))
		refuse_invalid_as(shown, json_string(""), "may not be specified when `value` is not empty");
	else if (found > 1)
		refuse_invalid_as(shown, json_string(""), "may not have more than one field specified at a time");
}

static void check_variable(const struct node *variable)
{
	if (check_required(AT(variable, "name")))
		check_env_name(AT(variable, "name"));
	check_value_from(variable);
}

static void check_env_from(const struct node *source)
{
	const struct node *map = AT(source, "configMapRef"), *secret = AT(source, "secretRef");
	const struct node *shown = source->up;

	if (!node_empty(AT(source, "prefix")))
		check_env_name(AT(source, "prefix"));
	if (map->value)
		check_required(AT(map, "name"));
	if (secret->value)
		check_required(AT(secret, "name"));
	if (!map->value && !secret->value)
		refuse_invalid_as(shown, json_string(""), "must specify one of: `configMapRef` or `secretRef`");
	else if (map->value && secret->value)
		refuse_invalid_as(shown, json_string(""), "may not have more than one field specified at a time");
}

/* --- mounts --- */

static bool is_device(const json *container, const char *key, const char *text)
{
	for (const json *d = json_first(json_get(container, "volumeDevices")); d; d = json_next(d))
		if (streq0(json_get_str(d, key), text))
			return true;
	return false;
}

static void check_mount_place(const struct node *mount, const json *container)
{
	const struct node *path = AT(mount, "mountPath"), *name = AT(mount, "name");

	check_required(path);
	if (seen_before(mount->up, mount->index, "mountPath"))
		refuse_invalid_as(path, json_string(node_str(path)), "must be unique");
	if (is_device(container, "name", node_str(name)))
		refuse_invalid(name, "must not already exist in volumeDevices");
	if (is_device(container, "devicePath", node_str(path)))
		refuse_invalid(path, "must not already exist as a path in volumeDevices");
}

static void check_mount(const struct node *mount, const struct pod_check *pod, const json *container)
{
	const struct node *name = AT(mount, "name"), *list = mount->up;
	const json *sub = json_get(mount->value, "subPath"), *expr = json_get(mount->value, "subPathExpr");

	check_required(name);
	if (!json_get(pod->volumes, node_str(name))) {
		_cleanup_(json_freep) json *text = json_string(node_str(name));

		refuse_not_found(AS(mount, "name", text));
	}
	check_mount_place(mount, container);
	if (!json_is_empty(sub))
		check_relative_path(AS(list, "subPath", sub));
	if (!json_is_empty(sub) && !json_is_empty(expr))
		refuse_invalid(AT(mount, "subPathExpr"), "subPathExpr and subPath are mutually exclusive");
	if (!json_is_empty(expr))
		check_relative_path(AS(list, "subPathExpr", expr));
	check_one_of(AT(mount, "mountPropagation"), propagations);
}

static void check_device(const struct node *device, const struct pod_check *pod)
{
	const struct node *name = AT(device, "name"), *path = AT(device, "devicePath");

	if (check_required(name) && !json_get(pod->volumes, node_str(name)))
		refuse_not_found(name);
	if (check_required(path) && seen_before(device->up, device->index, "devicePath"))
		refuse_invalid(path, "must be unique");
	check_no_backsteps(path);
}

static void check_mounts(const struct node *container, const struct pod_check *pod)
{
	const struct node *mounts = AT(container, "volumeMounts"), *devices = AT(container, "volumeDevices");
	long i = 0;

	for (const json *m = json_first(mounts->value); m; m = json_next(m))
		check_mount(ITEM(mounts, m, i++), pod, container->value);
	i = 0;
	for (const json *d = json_first(devices->value); d; d = json_next(d))
		check_device(ITEM(devices, d, i++), pod);
}

/* --- containers --- */

static void check_any_container(const struct node *container, const struct pod_check *pod)
{
	if (check_required(AT(container, "name")))
		check_label_name(AT(container, "name"));
	check_required(AT(container, "image"));
	check_required_one_of(AT(container, "terminationMessagePolicy"), message_policies);
	each_item(AT(container, "ports"), check_container_port);
	each_item(AT(container, "env"), check_variable);
	each_item(AT(container, "envFrom"), check_env_from);
	check_mounts(container, pod);
	check_required_one_of(AT(container, "imagePullPolicy"), pull_policies);
	validate_resources(AT(container, "resources"));
	validate_container_security(AT(container, "securityContext"));
}

static void check_main_containers(const struct node *containers, const struct pod_check *pod)
{
	_cleanup_(json_freep) json *taken = json_object();
	long i = 0;

	if (!check_required(containers))
		return;
	for (const json *v = json_first(containers->value); v; v = json_next(v), i++) {
		const struct node *container = ITEM(containers, v, i);

		check_any_container(container, pod);
		if (seen_before(containers, i, "name") && !node_empty(AT(container, "name")))
			refuse_duplicate(AT(container, "name"));
		validate_lifecycle(AT(container, "lifecycle"), pod->spec);
		validate_probes(container);
	}
	i = 0;
	for (const json *v = json_first(containers->value); v; v = json_next(v), i++)
		check_host_ports(AT(ITEM(containers, v, i), "ports"), taken);
}

static bool has_container(const json *spec, const char *name)
{
	for (const json *c = json_first(json_get(spec, "containers")); c; c = json_next(c))
		if (streq0(json_get_str(c, "name"), name))
			return true;
	return false;
}

/* An init container that is started once and waited for has neither hooks nor probes. */
static void check_plain_init(const struct node *container)
{
	static const char *const refused[] = { "lifecycle", "livenessProbe", "readinessProbe", "startupProbe" };

	for (size_t i = 0; i < COUNT(refused); i++)
		if (json_get(container->value, refused[i]))
			refuse_forbidden(AT(container, refused[i]),
					 "may not be set for init containers without restartPolicy=Always");
}

static void check_init_containers(const struct node *containers, const struct pod_check *pod)
{
	long i = 0;

	for (const json *v = json_first(containers->value); v; v = json_next(v), i++) {
		const struct node *container = ITEM(containers, v, i), *name = AT(container, "name");
		_cleanup_(json_freep) json *taken = json_object();

		check_any_container(container, pod);
		if (!node_empty(name) &&
		    (has_container(pod->spec, node_str(name)) || seen_before(containers, i, "name")))
			refuse_duplicate(name);
		check_host_ports(AT(container, "ports"), taken);
		if (streq0(json_get_str(v, "restartPolicy"), "Always")) {
			validate_lifecycle(AT(container, "lifecycle"), pod->spec);
			validate_probes(container);
		} else {
			check_plain_init(container);
		}
	}
}

static void check_host_network(const struct node *container)
{
	each_item(AT(container, "ports"), check_host_network_port);
}

void validate_containers(const struct node *spec, const struct pod_check *pod)
{
	check_main_containers(AT(spec, "containers"), pod);
	check_init_containers(AT(spec, "initContainers"), pod);
	if (json_true(json_get(spec->value, "hostNetwork"))) {
		each_item(AT(spec, "containers"), check_host_network);
		each_item(AT(spec, "initContainers"), check_host_network);
	}
}
