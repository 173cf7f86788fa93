/* See ports.h. */
#include "sim/schedule/ports.h"

void host_ports(const json *spec, port_vec *ret)
{
	for (const json *c = json_first(json_get(spec, "containers")); c; c = json_next(c)) {
		for (const json *p = json_first(json_get(c, "ports")); p; p = json_next(p)) {
			int64_t port = json_get_int(p, "hostPort", 0);
			const char *protocol = json_str_or(json_get(p, "protocol"), "TCP");

			if (port > 0)
				vec_push(ret, port * 256 + *protocol);
		}
	}
}

bool ports_clash(const port_vec *a, const port_vec *b)
{
	for (size_t i = 0; i < a->len; i++)
		for (size_t j = 0; j < b->len; j++)
			if (a->items[i] == b->items[j])
				return true;
	return false;
}
