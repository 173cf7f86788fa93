#include "sim/validate/pod_warnings.h"
#include "kube/quantity.h"
#include "sim/resource.h"

static void warn_fractions(const json *container, const char *path, json *warnings)
{
	static const char *const sides[] = { "limits", "requests" }, *const bytes[] = { "memory", "ephemeral-storage" };

	for (size_t s = 0; s < COUNT(sides); s++) {
		for (size_t b = 0; b < COUNT(bytes); b++) {
			const char *value =
				json_get_str(json_get(json_get(container, "resources"), sides[s]), bytes[b]);

			if (value && quantity_milli(value) % 1000 != 0)
				warning_add(warnings,
				     "%s.resources.%s[%s]: fractional byte value \"%s\" is invalid, must be an integer",
				     path, sides[s], bytes[b], value);
		}
	}
}

static bool same(const json *a, const json *b, const char *key)
{
	const json *x = json_get(a, key), *y = json_get(b, key);

	return (json_is_empty(x) && json_is_empty(y)) || json_equal(x, y);
}

static void warn_ports(const json *container, const char *path, json *warnings)
{
	const json *ports = json_get(container, "ports");
	size_t i = 0;

	for (const json *p = json_first(ports); p; p = json_next(p), i++) {
		size_t j = 0;

		for (const json *q = json_first(ports); q != p; q = json_next(q), j++)
			if (same(p, q, "containerPort") && same(p, q, "protocol") && same(p, q, "hostPort") &&
			    same(p, q, "hostIP"))
				warning_add(warnings, "%s.ports[%zu]: duplicate port definition with %s.ports[%zu]",
					    path, i, path, j);
	}
}

static void warn_variables(const json *container, const char *path, json *warnings)
{
	const json *env = json_get(container, "env");
	size_t i = 0;

	for (const json *p = json_first(env); p; p = json_next(p), i++)
		for (const json *q = json_first(env); q != p; q = json_next(q))
			if (same(p, q, "name")) {
				warning_add(warnings,
				     "%s.env[%zu]: hides previous definition of \"%s\", which may be dropped when "
				     "using apply",
				     path, i, json_str_or(json_get(p, "name"), ""));
				break;
			}
}

void pod_warnings(const json *spec, const char *path, json *warnings)
{
	static const char *const lists[] = { "containers", "initContainers" };

	for (size_t l = 0; l < COUNT(lists); l++) {
		size_t i = 0;

		for (const json *c = json_first(json_get(spec, lists[l])); c; c = json_next(c)) {
			_cleanup_(freep) char *at = xasprintf("%s.%s[%zu]", path, lists[l], i++);

			warn_fractions(c, at, warnings);
			warn_ports(c, at, warnings);
			warn_variables(c, at, warnings);
		}
	}
	if (json_get_int(spec, "terminationGracePeriodSeconds", 0) < 0)
		warning_add(warnings,
		     "%s.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated "
		     "as 1",
		     path);
}
