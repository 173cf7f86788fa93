/* Security contexts of pods and containers. */
#include "sim/validate/pod.h"

#include <ctype.h>

static const char *const seccomp_types[] = { "Localhost", "RuntimeDefault", "Unconfined", NULL };
static const char *const change_policies[] = { "Always", "OnRootMismatch", NULL };
static const char *const proc_mounts[] = { "Default", "Unmasked", NULL };

static void check_ids(const struct node *context)
{
	static const char *const ids[] = { "runAsUser", "runAsGroup", "fsGroup" };

	for (size_t i = 0; i < COUNT(ids); i++)
		if (json_get(context->value, ids[i]))
			check_range(AT(context, ids[i]), 0, INT32_MAX);
}

static void check_seccomp(const struct node *profile)
{
	const struct node *local = AT(profile, "localhostProfile");
	bool localhost = streq(node_str(AT(profile, "type")), "Localhost");

	if (!profile->value)
		return;
	check_required_one_of(AT(profile, "type"), seccomp_types);
	if (localhost && !local->value)
		refuse_required(local, "must be set when seccomp type is Localhost");
	if (!localhost && local->value)
		refuse_invalid(local, "can only be set when seccomp type is Localhost");
}

/* Lower case words with - and _ inside, separated by dots or slashes. */
static bool is_sysctl(const char *name)
{
	if (strlen(name) > 253)
		return false;
	for (;;) {
		size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");

		if (len == 0 || !isalnum((unsigned char)name[0]) || !isalnum((unsigned char)name[len - 1]))
			return false;
		if (!name[len])
			return true;
		if (name[len] != '.' && name[len] != '/')
			return false;
		name += len + 1;
	}
}

static void check_sysctls(const struct node *sysctls)
{
	long i = 0;

	for (const json *s = json_first(sysctls->value); s; s = json_next(s), i++) {
		const struct node *name = AT(ITEM(sysctls, s, i), "name");

		if (!check_required(name))
			continue;
		if (!is_sysctl(node_str(name)))
			refuse_invalid(name, "must have at most 253 characters and match regex "
					     "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
		if (seen_before(sysctls, i, "name"))
			refuse_duplicate(name);
	}
}

static void check_group(const struct node *group)
{
	check_range(group, 0, INT32_MAX);
}

void validate_pod_security(const struct node *context)
{
	check_ids(context);
	each_item(AT(context, "supplementalGroups"), check_group);
	check_sysctls(AT(context, "sysctls"));
	check_one_of(AT(context, "fsGroupChangePolicy"), change_policies);
	check_seccomp(AT(context, "seccompProfile"));
}

static bool adds_sys_admin(const json *context)
{
	for (const json *c = json_first(json_get(json_get(context, "capabilities"), "add")); c; c = json_next(c))
		if (streq0(json_str(c), "CAP_SYS_ADMIN"))
			return true;
	return false;
}

void validate_container_security(const struct node *context)
{
	const json *escalation = json_get(context->value, "allowPrivilegeEscalation");

	check_ids(context);
	check_one_of(AT(context, "procMount"), proc_mounts);
	check_seccomp(AT(context, "seccompProfile"));
	if (!escalation || json_true(escalation))
		return;
	if (json_true(json_get(context->value, "privileged")))
		refuse_invalid_as(context, go_struct(context->value, go_container_security),
				  "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
	if (adds_sys_admin(context->value))
		refuse_invalid_as(
			context, go_struct(context->value, go_container_security),
			"cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
}
