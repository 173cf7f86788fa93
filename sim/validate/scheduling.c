/* What steers a pod to nodes: affinity, tolerations, spreading. */
#include "sim/validate/pod.h"
#include "kube/label.h"

static const char *const taint_effects[] = { "NoSchedule", "PreferNoSchedule", "NoExecute", NULL };
static const char *const toleration_operators[] = { "Equal", "Exists", NULL };
static const char *const unsatisfiable[] = { "DoNotSchedule", "ScheduleAnyway", NULL };

/* --- node selectors --- */

static void check_label_value(const struct node *value)
{
	_cleanup_(str_release) struct str why = STR_INIT;

	if (!label_value_valid(node_str(value), &why))
		refuse_invalid(value, "%s", why.buf);
}

static void check_node_requirement(const struct node *requirement)
{
	const struct node *operator = AT(requirement, "operator"), *values = AT(requirement, "values");
	const char *word = node_str(operator);
	size_t n = json_len(values->value);

	if (streq(word, "In") || streq(word, "NotIn")) {
		if (n == 0)
			refuse_required(values, "must be specified when `operator` is 'In' or 'NotIn'");
	} else if (streq(word, "Exists") || streq(word, "DoesNotExist")) {
		if (n > 0)
			refuse_forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
	} else if (streq(word, "Gt") || streq(word, "Lt")) {
		if (n != 1)
			refuse_required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'");
	} else {
		refuse_invalid_as(operator, json_string(word), "not a valid selector operator");
	}
	check_label_key(AT(requirement, "key"));
	each_item(values, check_label_value);
}

static void check_node_term(const struct node *term)
{
	each_item(AT(term, "matchExpressions"), check_node_requirement);
}

void validate_node_selector_terms(const struct node *selector)
{
	const struct node *terms = AT(selector, "nodeSelectorTerms");

	if (!selector->value)
		return;
	if (json_len(terms->value) == 0)
		refuse_required(terms, "must have at least one node selector term");
	each_item(terms, check_node_term);
}

static void check_weight(const struct node *preference)
{
	int64_t weight = json_get_int(preference->value, "weight", 0);

	if (weight < 1 || weight > 100)
		refuse_invalid_as(AT(preference, "weight"), json_number(weight), "must be in the range 1-100");
}

static void check_node_preference(const struct node *preference)
{
	check_weight(preference);
	check_node_term(AT(preference, "preference"));
}

/* --- affinity --- */

static void check_topology_key(const struct node *key)
{
	if (node_empty(key))
		refuse_required(key, "can not be empty");
	_cleanup_(json_freep) json *text = json_string(node_str(key));

	check_label_key(NODE(key->up, key->causes, text, key->name, NODE_MEMBER));
}

static void check_pod_term(const struct node *term)
{
	check_label_selector(AT(term, "labelSelector"));
	check_label_selector(AT(term, "namespaceSelector"));
	each_checked(AT(term, "namespaces"), check_label_name);
	check_topology_key(AT(term, "topologyKey"));
}

static void check_pod_preference(const struct node *preference)
{
	check_weight(preference);
	check_pod_term(AT(preference, "podAffinityTerm"));
}

static void check_pod_affinity(const struct node *affinity)
{
	each_item(AT(affinity, "requiredDuringSchedulingIgnoredDuringExecution"), check_pod_term);
	each_item(AT(affinity, "preferredDuringSchedulingIgnoredDuringExecution"), check_pod_preference);
}

void validate_affinity(const struct node *affinity)
{
	const struct node *node = AT(affinity, "nodeAffinity");

	validate_node_selector_terms(AT(node, "requiredDuringSchedulingIgnoredDuringExecution"));
	each_item(AT(node, "preferredDuringSchedulingIgnoredDuringExecution"), check_node_preference);
	check_pod_affinity(AT(affinity, "podAffinity"));
	check_pod_affinity(AT(affinity, "podAntiAffinity"));
}

/* --- tolerations --- */

static void check_toleration_value(const struct node *toleration, const char *operator)
{
	const struct node *shown = AS(toleration, "operator", json_get(toleration->value, "value"));
	_cleanup_(str_release) struct str why = STR_INIT;

	if (streq(operator, "Exists")) {
		if (!node_empty(shown))
			refuse_invalid(shown, "value must be empty when `operator` is 'Exists'");
	} else if (*operator && !streq(operator, "Equal")) {
		refuse_unsupported(AT(toleration, "operator"), toleration_operators);
	} else if (!label_value_valid(node_str(shown), &why)) {
		refuse_invalid(shown, "%s", why.buf);
	}
}

static void check_toleration(const struct node *toleration)
{
	const struct node *key = AT(toleration, "key"), *effect = AT(toleration, "effect");
	const char *operator = json_str_or(json_get(toleration->value, "operator"), "");

	if (!node_empty(key))
		check_label_key(key);
	else if (!streq(operator, "Exists"))
		refuse_invalid_as(
			AT(toleration, "operator"), json_string(operator),
			"operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
	if (json_get(toleration->value, "tolerationSeconds") && !streq(node_str(effect), "NoExecute"))
		refuse_invalid_as(effect, json_string(node_str(effect)),
				  "effect must be 'NoExecute' when `tolerationSeconds` is set");
	check_toleration_value(toleration, operator);
	check_one_of(effect, taint_effects);
}

void validate_tolerations(const struct node *tolerations)
{
	each_item(tolerations, check_toleration);
}

/* --- spreading --- */

static bool same_constraint(const json *a, const json *b)
{
	return json_equal(json_get(a, "topologyKey"), json_get(b, "topologyKey")) &&
	       json_equal(json_get(a, "whenUnsatisfiable"), json_get(b, "whenUnsatisfiable"));
}

static void check_repeated(const struct node *constraint)
{
	const json *v = json_first(constraint->up->value);

	for (long i = 0; i < constraint->index; i++, v = json_next(v)) {
		if (same_constraint(v, constraint->value)) {
			_cleanup_(freep) char *text = xasprintf("{%s, %s}", json_str_or(json_get(v, "topologyKey"), ""),
								json_str_or(json_get(v, "whenUnsatisfiable"), ""));
			_cleanup_(json_freep) json *shown = json_string(text);

			refuse_duplicate(AS(constraint, "{topologyKey, whenUnsatisfiable}", shown));
			return;
		}
	}
}

static void check_constraint(const struct node *constraint)
{
	const struct node *skew = AT(constraint, "maxSkew"), *key = AT(constraint, "topologyKey");

	if (node_int(skew, 0) <= 0)
		refuse_invalid_as(skew, json_number(node_int(skew, 0)), "must be greater than zero");
	if (node_empty(key))
		refuse_required(key, "can not be empty");
	else
		check_label_key(key);
	check_required_one_of(AT(constraint, "whenUnsatisfiable"), unsatisfiable);
	check_repeated(constraint);
	check_label_selector(AT(constraint, "labelSelector"));
}

void validate_spread_constraints(const struct node *constraints)
{
	each_item(constraints, check_constraint);
}
