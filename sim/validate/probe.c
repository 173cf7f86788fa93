/* Probes and lifecycle hooks: exactly one handler, and numbers in range. */
#include "sim/validate/pod.h"

static const char *const schemes[] = { "HTTP", "HTTPS", NULL };

static void check_exec(const struct node *exec)
{
	check_required(AT(exec, "command"));
}

static void check_header(const struct node *header)
{
	const char *name = json_str_or(json_get(header->value, "name"), "");

	if (!*name || strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name))
		refuse_invalid_as(header->up, json_string(name),
				  "a valid HTTP header must consist of alphanumeric characters or '-' "
				  "(e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
}

static void check_http_get(const struct node *http)
{
	check_required(AT(http, "path"));
	check_port_or_name(AT(http, "port"));
	check_one_of(AT(http, "scheme"), schemes);
	each_item(AT(http, "httpHeaders"), check_header);
}

static void check_socket(const struct node *socket)
{
	check_port_or_name(AT(socket, "port"));
}

static const struct handler {
	const char *name;
	node_fn check;
} handlers[] = {
	{ "exec", check_exec }, { "httpGet", check_http_get }, { "tcpSocket", check_socket }, { "grpc", check_socket },
	{ "sleep", NULL },
};

static void check_sleep(const struct node *sleep, int64_t grace)
{
	int64_t seconds = json_get_int(sleep->value, "seconds", 0);

	if (seconds < 0 || seconds > grace)
		refuse_invalid_as(sleep, json_number(seconds),
				  "must be non-negative and less than terminationGracePeriodSeconds (%" PRId64 ")",
				  grace);
}

static void check_handler(const struct node *n, int64_t grace)
{
	size_t found = 0;

	for (size_t i = 0; i < COUNT(handlers); i++) {
		const struct node *handler = AT(n, handlers[i].name);

		if (!handler->value)
			continue;
		if (found++ > 0)
			refuse_forbidden(handler, "may not specify more than 1 handler type");
		else if (handlers[i].check)
			handlers[i].check(handler);
		else
			check_sleep(handler, grace);
	}
	if (found == 0)
		refuse_required(n, "must specify a handler type");
}

static void check_probe(const struct node *probe)
{
	static const char *const numbers[] = { "initialDelaySeconds", "timeoutSeconds", "periodSeconds",
					       "successThreshold", "failureThreshold" };
	const struct node *grace = AT(probe, "terminationGracePeriodSeconds");

	check_handler(probe, 0);
	for (size_t i = 0; i < COUNT(numbers); i++)
		check_non_negative(AT(probe, numbers[i]));
	if (grace->value && node_int(grace, 0) <= 0)
		refuse_invalid(grace, "must be greater than 0");
}

/* A probe that kills must not wait for a second success. */
static void check_killing_probe(const struct node *probe)
{
	if (!probe->value)
		return;
	check_probe(probe);
	if (node_int(AT(probe, "successThreshold"), 1) != 1)
		refuse_invalid(AT(probe, "successThreshold"), "must be 1");
}

void validate_probes(const struct node *container)
{
	const struct node *readiness = AT(container, "readinessProbe");

	check_killing_probe(AT(container, "livenessProbe"));
	if (readiness->value) {
		check_probe(readiness);
		if (json_get(readiness->value, "terminationGracePeriodSeconds"))
			refuse_invalid(AT(readiness, "terminationGracePeriodSeconds"),
				       "must not be set for readinessProbes");
	}
	check_killing_probe(AT(container, "startupProbe"));
}

void validate_lifecycle(const struct node *lifecycle, const json *spec)
{
	static const char *const hooks[] = { "postStart", "preStop" };
	int64_t grace = json_get_int(spec, "terminationGracePeriodSeconds", 30);

	for (size_t i = 0; i < COUNT(hooks); i++)
		if (json_get(lifecycle->value, hooks[i]))
			check_handler(AT(lifecycle, hooks[i]), grace);
}
