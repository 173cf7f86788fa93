/* Secrets: stringData becomes data, and some types must have certain keys. */
#include "sim/cells.h"
#include "sim/validate/data.h"

#define ACCOUNT_ANNOTATION "kubernetes.io/service-account.name"

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_base64(struct str *out, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

		if (i + 1 < len)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			bits |= (unsigned char)text[i + 2];
		str_addc(out, base64_digits[bits >> 18]);
		str_addc(out, base64_digits[bits >> 12 & 63]);
		str_addc(out, i + 1 < len ? base64_digits[bits >> 6 & 63] : '=');
		str_addc(out, i + 2 < len ? base64_digits[bits & 63] : '=');
	}
}

/* stringData is for writing only: it never comes back. */
static void defaults(json *o)
{
	for (const json *s = json_first(json_get(o, "stringData")); s; s = json_next(s)) {
		_cleanup_(str_release) struct str encoded = STR_INIT;

		add_base64(&encoded, json_str_or(s, ""));
		json_set_str(json_want(o, "data"), json_key(s), encoded.buf);
	}
	json_del(o, "stringData");
	if (json_is_empty(json_get(o, "type")))
		json_set_str(o, "type", "Opaque");
}

/* A type and the keys without which it is none; any: one of them is enough. */
static const struct secret_type {
	const char *name;
	const char *keys[2];
	bool any;
} types[] = {
	{ "kubernetes.io/dockercfg", { ".dockercfg" }, false },
	{ "kubernetes.io/dockerconfigjson", { ".dockerconfigjson" }, false },
	{ "kubernetes.io/basic-auth", { "username", "password" }, true },
	{ "kubernetes.io/ssh-auth", { "ssh-privatekey" }, false },
	{ "kubernetes.io/tls", { "tls.crt", "tls.key" }, false },
};

static void check_type(const struct node *data, const struct secret_type *t)
{
	bool found = false;

	for (size_t i = 0; i < COUNT(t->keys) && t->keys[i]; i++)
		found |= json_get(data->value, t->keys[i]) != NULL;
	if (t->any && found)
		return;
	for (size_t i = 0; i < COUNT(t->keys) && t->keys[i]; i++)
		if (!json_get(data->value, t->keys[i]))
			refuse_required(NODE(data, data->causes, NULL, t->keys[i], NODE_KEY), NULL);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *data = AT(root, "data");
	const char *type = json_str_or(json_get(o, "type"), "");
	const json *annotations = json_at(o, "metadata.annotations");
	size_t size = 0;

	for (const json *v = json_first(data->value); v; v = json_next(v)) {
		check_config_key(KEY(data, v), json_key(v));
		size += data_size(json_str_or(v, ""));
	}
	if (size > 1 << 20)
		refuse_too_long(data, 1 << 20);
	if (streq(type, "kubernetes.io/service-account-token") &&
	    json_is_empty(json_get(annotations, ACCOUNT_ANNOTATION)))
		refuse_required(
			NODE(AT(AT(root, "metadata"), "annotations"), causes, NULL, ACCOUNT_ANNOTATION, NODE_KEY),
			NULL);
	for (size_t i = 0; i < COUNT(types); i++)
		if (streq(types[i].name, type))
			check_type(data, &types[i]);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	static const char *const members[] = { "data" };

	check_immutable(AT(ROOT(o, causes), "type"), json_get(old, "type"));
	check_immutable_data(ROOT(o, causes), old, members, COUNT(members));
}

static void cell_data(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number((int64_t)json_len(json_get(o, "data"))));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Type", .path = "type", .description = DESCRIBE_SECRET_TYPE },
	{ .name = "Data", .cell = cell_data, .description = DESCRIBE_SECRET_DATA },
	COLUMN_AGE,
};

static const struct selectable fields[] = { { .path = "type" } };

const struct resource secret_resource = {
	.kind = KIND(secret),
	.defaults = defaults,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
