#include "reconciler/identity.h"

#include "base/limits.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int32_t identity_parse(const char *pod, size_t *ret_parent_len)
{
	size_t len = strlen(pod), digits = len;
	int64_t ordinal = 0;

	while (digits > 0 && is_digit(pod[digits - 1]))
		digits--;
	*ret_parent_len = 0;
	if (digits == len || digits == 0 || pod[digits - 1] != '-')
		return -1;
	*ret_parent_len = digits - 1;
	for (size_t i = digits; i < len; i++) {
		ordinal = ordinal * 10 + (pod[i] - '0');
		if (ordinal > INT32_MAX)
			return -1;
	}
	return (int32_t)ordinal;
}

int32_t identity_ordinal(const char *pod)
{
	size_t parent_len;

	return identity_parse(pod, &parent_len);
}

bool identity_member(const char *pod, const char *set)
{
	size_t parent_len, len = strlen(set);

	identity_parse(pod, &parent_len);
	return parent_len == len && memcmp(pod, set, len) == 0;
}

char *identity_pod_name(const char *set, int32_t ordinal)
{
	return xasprintf("%s-%" PRId32, set, ordinal);
}

char *identity_claim_name(const char *claim_template, const char *set, int32_t ordinal)
{
	return xasprintf("%s-%s-%" PRId32, claim_template, set, ordinal);
}

/* Compares without building the text: this is asked of every pod in every sync. */
static bool is_claim_name(const char *name, const char *claim_template, const char *set, int32_t ordinal)
{
	size_t template_len = strlen(claim_template);

	return strncmp(name, claim_template, template_len) == 0 && name[template_len] == '-' &&
	       identity_member(name + template_len + 1, set) && identity_ordinal(name + template_len + 1) == ordinal &&
	       (name[template_len + strlen(set) + 2] != '0' || ordinal == 0);
}

bool identity_matches(const struct object *set, const struct object *pod)
{
	size_t parent_len;
	int32_t ordinal = identity_parse(pod->name, &parent_len);
	const char *digits = pod->name + parent_len + 1;
	const char *label = object_label(pod, LABEL_POD_NAME);

	/* The canonical name has no leading zeros. */
	return ordinal >= 0 && identity_member(pod->name, set->name) && (digits[0] != '0' || digits[1] == '\0') &&
	       streq(pod->namespace, set->namespace) && label && streq(label, pod->name);
}

bool identity_range_valid(const struct statefulset *set)
{
	return set->replicas >= 0 && set->replicas <= LIMIT_REPLICAS && set->start >= 0 &&
	       set->start <= INT32_MAX - set->replicas;
}

bool identity_in_range(const struct statefulset *set, int32_t ordinal)
{
	return ordinal >= set->start && ordinal < (int64_t)set->start + set->replicas;
}

static bool has_claim_volume(const struct object *set, const struct pod *pod, const char *claim_template,
			     int32_t ordinal)
{
	/* Of volumes with one name the last counts, as in upstream's map. */
	for (size_t i = pod->nvolumes; i-- > 0;) {
		if (streq(pod->volumes[i].name, claim_template))
			return is_claim_name(pod->volumes[i].claim, claim_template, set->name, ordinal);
	}
	return false;
}

bool identity_storage_matches(const struct object *set, const struct object *pod, int32_t ordinal)
{
	const struct statefulset *spec = statefulset_of(set);

	if (ordinal < 0)
		return false;
	for (size_t i = 0; i < spec->nclaims; i++) {
		if (!has_claim_volume(set, pod_of(pod), spec->claims[i], ordinal))
			return false;
	}
	return true;
}

bool identity_claim_counts(const struct statefulset *set, size_t index)
{
	for (size_t i = index + 1; i < set->nclaims; i++) {
		if (streq(set->claims[i], set->claims[index]))
			return false;
	}
	return true;
}

const char *identity_revision(const struct object *pod)
{
	const char *name = object_label(pod, LABEL_REVISION);

	return name ? name : "";
}
