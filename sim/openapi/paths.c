/* The paths of a group-version: its kinds and their subresources, each with the verbs that it is served with. */
#include <ctype.h>
#include <stdio.h>

#include "kube/docs.h"
#include "sim/openapi/openapi.h"

#define WRITES "dryRun fieldManager fieldValidation"
#define DELETES                                                                                        \
	"dryRun gracePeriodSeconds ignoreStoreReadErrorWithClusterBreakingPotential orphanDependents " \
	"propagationPolicy"
#define LISTS                                                                                                  \
	"allowWatchBookmarks continue fieldSelector labelSelector limit resourceVersion resourceVersionMatch " \
	"sendInitialEvents shardSelector timeoutSeconds watch"

enum where { OBJECT, COLLECTION };

struct operation {
	enum where where;
	const char *method, *verb; /* of HTTP, and as discovery has it */
	const char *action, *id;
	const char *says, *which; /* "replace", "the specified": and the kind after it */
	/* Their names, sorted; "+": in the sense of a patch. */
	const char *parameters;
	const char *body, *answer; /* a type; NULL: the kind's own, "": none, "List": its list */
	const char *codes;         /* besides 401 */
};

static const struct operation operations[] = {
	{ COLLECTION, "get", "list", "list", "list", "list or watch objects of kind", "", LISTS, "", "List", "200" },
	{ COLLECTION, "post", "create", "post", "create", "create", "a", WRITES, NULL, NULL, "200 201 202" },
	{ COLLECTION, "delete", "deletecollection", "deletecollection", "deleteCollection", "delete collection of", "",
	  "continue dryRun fieldSelector gracePeriodSeconds ignoreStoreReadErrorWithClusterBreakingPotential "
	  "labelSelector limit "
	  "orphanDependents propagationPolicy resourceVersion resourceVersionMatch sendInitialEvents shardSelector "
	  "timeoutSeconds",
	  "meta.DeleteOptions", "meta.Status", "200" },
	{ OBJECT, "get", "get", "get", "read", "read", "the specified", "", "", NULL, "200" },
	{ OBJECT, "put", "update", "put", "replace", "replace", "the specified", WRITES, NULL, NULL, "200 201" },
	{ OBJECT, "post", "create", "post", "create", "create", "a", WRITES, NULL, NULL, "200 201 202" },
	{ OBJECT, "delete", "delete", "delete", "delete", "delete", "a", DELETES, "meta.DeleteOptions", "meta.Status",
	  "200 202" },
	{ OBJECT, "patch", "patch", "patch", "patch", "partially update", "the specified",
	  "dryRun fieldManager+ fieldValidation force", "Patch", NULL, "200 201" },
};

/* A log is no object. */
static const struct operation read_log = {
	OBJECT,
	"get",
	"get",
	"get",
	"read",
	"read",
	"the specified",
	"container+ follow insecureSkipTLSVerifyBackend limitBytes previous sinceSeconds stream tailLines timestamps",
	"",
	"",
	"200",
};

/* What one path is of. */
struct place {
	struct schemas *schemas;
	const struct group_version *gv;
	const struct resource *resource;
	const struct subresource *sub; /* NULL: the object or collection itself */
	const char *verbs;             /* as discovery has them: "get","list" */
	enum where where;
	bool in_namespace;
};

bool openapi_serves(const struct group_version *gv, const struct kind *k)
{
	return resource_of(k) && streq(k->group, gv->group) && streq(k->version, gv->version);
}

static bool has_verb(const struct place *p, const char *verb)
{
	_cleanup_(freep) char *quoted = xasprintf("\"%s\"", verb);

	return strstr(p->verbs, quoted) != NULL;
}

/* "policy.Eviction" of the Eviction in policy/v1: the schema's own name. */
static void sub_type(const struct place *p, struct str *out)
{
	const struct kind *parent = p->resource->kind;

	if (!p->sub || !p->sub->kind)
		str_add(out, parent->schema);
	else
		str_addf(out, "%.*s.%s", *p->sub->group ? (int)strcspn(p->sub->group, ".") : 4,
		         *p->sub->group ? p->sub->group : "core", p->sub->kind);
}

static void type_of(const struct place *p, const char *type, struct str *out)
{
	if (!type || streq(type, "List"))
		sub_type(p, out);
	else
		str_add(out, type);
	if (type && streq(type, "List"))
		str_add(out, "List");
}

static void add_schema(const struct place *p, const char *type, struct str *out)
{
	_cleanup_(str_release) struct str name = STR_INIT;

	if (type && !*type) {
		str_add(out, "{\"schema\":{\"type\":\"string\"}}");
		return;
	}
	type_of(p, type, &name);
	schemas_want(p->schemas, name.buf);
	str_add(out, "{\"schema\":{\"$ref\":\"");
	openapi_reference(p->schemas->version, name.buf, out);
	str_add(out, "\"}}");
}

static void add_contents(const struct place *p, const char *const *types, const char *type, struct str *out)
{
	str_add(out, "\"content\":{");
	for (int i = 0; types[i]; i++) {
		str_addf(out, "%s\"%s\":", i > 0 ? "," : "", types[i]);
		add_schema(p, type, out);
	}
	str_addc(out, '}');
}

static void add_body(const struct place *p, const struct operation *o, struct str *out)
{
	static const char *const any[] = { "*/*", NULL };
	static const char *const patches[] = { TYPE_APPLY_PATCH, TYPE_JSON_PATCH, TYPE_MERGE_PATCH,
	                                       TYPE_STRATEGIC_PATCH, NULL };

	if (o->body && !*o->body)
		return;
	str_add(out, ",\"requestBody\":{");
	add_contents(p, streq(o->method, "patch") ? patches : any, o->body, out);
	str_addf(out, "%s}", o->body && streq(o->body, "meta.DeleteOptions") ? "" : ",\"required\":true");
}

/* Those whose DELETE answers with what was deleted. */
static bool answers_object(const struct kind *k)
{
	static const char *const names[] = { "PersistentVolume", "PersistentVolumeClaim", "Pod",
	                                     "PodTemplate",      "ResourceQuota",         "Service",
	                                     "ServiceAccount",   "StorageClass" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (streq(names[i], k->name))
			return true;
	return false;
}

static void add_answers(const struct place *p, const struct operation *o, struct str *out)
{
	static const char *const plain[] = { TYPE_JSON, "application/vnd.kubernetes.protobuf", "application/yaml",
	                                     NULL };
	static const char *const streamed[] = { TYPE_JSON,
	                                        TYPE_JSON ";stream=watch",
	                                        "application/vnd.kubernetes.protobuf",
	                                        "application/vnd.kubernetes.protobuf;stream=watch",
	                                        "application/yaml",
	                                        NULL };
	static const char *const text[] = { TYPE_JSON, "application/vnd.kubernetes.protobuf", "application/yaml",
	                                    "text/plain", NULL };
	bool object = streq(o->id, "delete") && answers_object(p->resource->kind);

	str_add(out, ",\"responses\":{");
	for (const char *code = o->codes; *code; code += strcspn(code, " ") + (code[3] == ' ')) {
		str_addf(out, "\"%.3s\":{\"description\":\"%s\",", code,
		         code[2] == '0'   ? "OK"
		         : code[2] == '1' ? "Created"
		                          : "Accepted");
		add_contents(p,
		             streq(o->id, "list") ? streamed
		             : o == &read_log     ? text
		                                  : plain,
		             object ? NULL : o->answer, out);
		str_add(out, "},");
	}
	str_add(out, "\"401\":{\"description\":\"Unauthorized\"}}");
}

/* "AppsV1", "RbacAuthorizationV1". */
static void add_camel(const struct group_version *gv, struct str *out)
{
	const char *group = *gv->group ? gv->group : "core", *end = strstr(group, ".k8s.io");
	bool up = true;

	for (const char *p = group; *p && p != end; p++) {
		if (*p != '.')
			str_addc(out, (char)(up ? toupper((unsigned char)*p) : *p));
		up = *p == '.';
	}
	str_addf(out, "%c%s", toupper((unsigned char)*gv->version), gv->version + 1);
}

static void add_id(const struct place *p, const struct operation *o, struct str *out)
{
	const struct kind *k = p->resource->kind;
	const char *sub = p->sub ? p->sub->name : "";

	str_addf(out, "\"operationId\":\"%.*s", (int)(starts_with(o->id, "delete") ? strlen("delete") : strlen(o->id)),
	         o->id);
	add_camel(p->gv, out);
	str_addf(out, "%s%s%s", streq(o->id, "deleteCollection") ? "Collection" : "",
	         p->in_namespace ? "Namespaced" : "", k->name);
	if (*sub)
		str_addf(out, "%c%s", toupper((unsigned char)*sub), sub + 1);
	if (k->namespaced && !p->in_namespace)
		str_add(out, "ForAllNamespaces");
	str_addc(out, '"');
}

static void add_says(const struct place *p, const struct operation *o, struct str *out)
{
	const char *kind = p->resource->kind->name;
	const char *which = !streq(o->which, "a")      ? o->which
	                    : streq(kind, "Endpoints") ? ""
	                    : strchr("AEIOU", *kind)   ? "an"
	                                               : "a";

	str_addf(out, "\"description\":\"%s %s%s%s%s%s\",", o->says, p->sub ? p->sub->name : "", p->sub ? " of " : "",
	         which, *which ? " " : "", kind);
}

/* Old clients look at a PATCH for what it takes, and follow no references. */
static struct parameters parameters_of(const struct place *p, bool inlined)
{
	return (struct parameters){
		.schemas = p->schemas, .kind = p->sub && p->sub->kind ? p->sub->kind : p->resource->kind->name,
		.inlined = inlined,
	};
}

/* alone: what it takes stands at the path, in version 3. */
static void add_operation(const struct place *p, const struct operation *o, bool alone, struct str *out)
{
	struct parameters all = parameters_of(p, streq(o->method, "patch"));
	bool at_path = alone && p->schemas->version == OPENAPI_V3;
	_cleanup_(freep) char *names = parameters_split(at_path ? "" : o->parameters, &all);
	const struct kind *k = p->resource->kind;
	const struct subresource *s = p->sub && p->sub->kind ? p->sub : NULL;
	const char *group = *p->gv->group ? p->gv->group : "core";

	str_addf(out, "%s\"%s\":{\"tags\":[\"%.*s_%s\"],", out->buf[out->len - 1] == '{' ? "" : ",", o->method,
	         (int)strcspn(group, "."), group, p->gv->version);
	add_says(p, o, out);
	add_id(p, o, out);
	parameters_print(&all, out);
	if (p->schemas->version == OPENAPI_V3) {
		add_body(p, o, out);
		add_answers(p, o, out);
	}
	str_addf(out,
	         ",\"x-kubernetes-action\":\"%s\",\"x-kubernetes-group-version-kind\":{\"group\":\"%s\",\"version\":\"%"
	         "s\",\"kind\":\"%s\"}}",
	         o->action, s ? s->group : k->group, s ? s->version : k->version, s ? s->kind : k->name);
}

/* What every operation of the path takes. */
static void add_common(const struct place *p, const struct operation *alone, struct str *out)
{
	struct parameters all = parameters_of(p, false);
	bool at_path = alone && p->schemas->version == OPENAPI_V3;
	_cleanup_(freep) char *names = parameters_split(at_path ? alone->parameters : "", &all);

	if (p->where == OBJECT)
		all.names[all.len++] = "name";
	if (p->in_namespace)
		all.names[all.len++] = "namespace";
	all.names[all.len++] = "pretty";
	parameters_print(&all, out);
	str_addc(out, '}');
}

/* Below a namespaced kind's own path without a namespace there is only the list of all. */
static bool is_there(const struct place *p, const struct operation *o)
{
	bool below = p->in_namespace || !p->resource->kind->namespaced || streq(o->id, "list");

	return o->where == p->where && has_verb(p, o->verb) && below &&
	       (p->sub || o->where == COLLECTION || !streq(o->method, "post"));
}

static void add_path(const struct place *p, struct str *out)
{
	const struct kind *k = p->resource->kind;
	const struct operation *there[COUNT(operations)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(operations); i++)
		if (is_there(p, &operations[i]))
			there[n++] = p->sub && streq(p->sub->name, "log") ? &read_log : &operations[i];
	if (n == 0)
		return;
	str_addf(out, "%s\"/%s%s/%s%s/%s%s%s%s\":{", out->len > 0 && out->buf[out->len - 1] == '}' ? "," : "",
	         *k->group ? "apis/" : "api", k->group, k->version, p->in_namespace ? "/namespaces/{namespace}" : "",
	         k->plural, p->where == OBJECT ? "/{name}" : "", p->sub ? "/" : "", p->sub ? p->sub->name : "");
	for (size_t i = 0; i < n; i++)
		add_operation(p, there[i], n == 1, out);
	add_common(p, n == 1 ? there[0] : NULL, out);
}

static void add_kind_paths(struct place *p, struct str *out)
{
	const struct kind *k = p->resource->kind;
	_cleanup_(str_release) struct str verbs = STR_INIT;

	verbs_print(p->resource, NULL, &verbs);
	*p = (struct place){
		.schemas = p->schemas, .gv = p->gv, .resource = p->resource, .verbs = verbs.buf, .where = COLLECTION
	};
	add_path(p, out);
	p->in_namespace = k->namespaced;
	if (k->namespaced)
		add_path(p, out);
	p->where = OBJECT;
	add_path(p, out);
	for (size_t i = 0; i < subresources_count(); i++) {
		_cleanup_(str_release) struct str some = STR_INIT;

		if (!verbs_print(p->resource, subresources_at(i)->name, &some))
			continue;
		p->sub = subresources_at(i);
		p->verbs = some.buf;
		add_path(p, out);
	}
}

void openapi_paths(struct schemas *s, const struct group_version *gv, struct str *out)
{
	for (size_t i = 0; i < kind_count(); i++) {
		const struct kind *k = kind_at(i);
		_cleanup_(freep) char *list = xasprintf("%sList", k->schema);
		struct place p = { .schemas = s, .gv = gv, .resource = resource_of(k) };

		if (!openapi_serves(gv, k))
			continue;
		schemas_want(s, k->schema);
		schemas_want(s, list);
		add_kind_paths(&p, out);
	}
	for (size_t i = 0; i < reviews_count(); i++)
		if (streq(reviews_at(i)->group, gv->group))
			schemas_want(s, reviews_at(i)->type);
}
