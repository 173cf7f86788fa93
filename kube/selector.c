#include "kube/requirement.h"
#include "kube/label.h"

void requirement_release(struct requirement *r)
{
	free(r->key);
	vec_each(&r->values, v)
		free(*v);
	vec_release(&r->values);
}

void requirement_value(struct requirement *r, const char *value, size_t len)
{
	_cleanup_(freep) char *own = xstrndup(value, len);
	size_t at = 0;

	for (; at < r->values.len; at++) {
		int order = strcmp(own, r->values.items[at]);

		if (order == 0)
			return;
		if (order < 0)
			break;
	}
	vec_insert(&r->values, at, own);
	own = NULL;
}

static bool read_number(const char *s, int64_t *ret)
{
	char *end;
	long long n;

	if (!strchr("+-0123456789", *s) || !*s)
		return false;
	errno = 0;
	n = strtoll(s, &end, 10);
	if (*end || errno)
		return false;
	*ret = n;
	return true;
}

/* A value as Go prints it with %q where labels and their mistakes are plain. */
static void add_quoted(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s; s++)
		str_addf(out, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
	str_addc(out, '"');
}

struct problems {
	struct str text;
	size_t n;
};

static void begin_problem(struct problems *all, const char *field)
{
	str_addf(&all->text, "%s%s: Invalid value: ", all->n++ ? ", " : "", field);
}

static void add_problem(struct problems *all, const char *field, const char *value, const char *why)
{
	begin_problem(all, field);
	add_quoted(&all->text, value);
	str_addf(&all->text, ": %s", why);
}

static void check_count(const struct requirement *r, struct problems *all)
{
	bool none = r->operator == OPERATOR_EXISTS || r->operator == OPERATOR_DOES_NOT_EXIST;
	bool set = r->operator == OPERATOR_IN || r->operator == OPERATOR_NOT_IN;

	if (set && !r->values.len) {
		begin_problem(all, "values");
		str_add(&all->text, "null: for 'in', 'notin' operators, values set can't be empty");
	} else if (none && r->values.len) {
		begin_problem(all, "values");
		for (size_t i = 0; i < r->values.len; i++) {
			str_addc(&all->text, i ? ',' : '[');
			add_quoted(&all->text, r->values.items[i]);
		}
		str_add(&all->text, "]: values set must be empty for exists and does not exist");
	}
}

static void check_values(struct requirement *r, struct problems *all)
{
	bool number = r->operator == OPERATOR_GREATER || r->operator == OPERATOR_LESS;

	for (size_t i = 0; i < r->values.len; i++) {
		_cleanup_(str_release) struct str why = STR_INIT, field = STR_INIT;

		if (number && !read_number(r->values.items[i], &r->number)) {
			str_addf(&field, "values[%zu]", i);
			add_problem(all, field.buf, r->values.items[i],
				    "for 'Gt', 'Lt' operators, the value must be an integer");
			str_reset(&field);
		}
		str_addf(&field, "values[%zu][%s]", i, r->key);
		if (!label_value_valid(r->values.items[i], &why))
			add_problem(all, field.buf, r->values.items[i], why.buf);
	}
}

int requirement_check(struct requirement *r, struct err *err)
{
	_cleanup_(str_release) struct str why = STR_INIT;
	struct problems all = { STR_INIT, 0 };
	int e = 0;

	if (!label_key_valid(r->key, &why))
		add_problem(&all, "key", r->key, why.buf);
	check_count(r, &all);
	check_values(r, &all);
	if (all.n)
		e = err_set(err, -EINVAL, all.n > 1 ? "[%s]" : "%s", all.text.buf);
	str_release(&all.text);
	return e;
}

void selector_add(struct selector *s, struct requirement *r)
{
	size_t at = s->all.len;

	while (at > 0 && strcmp(r->key, s->all.items[at - 1].key) < 0)
		at--;
	vec_insert(&s->all, at, *r);
	*r = (struct requirement){ 0 };
}

void selector_free(struct selector *s)
{
	if (!s)
		return;
	vec_each(&s->all, r)
		requirement_release(r);
	vec_release(&s->all);
	free(s);
}

void selector_freep(struct selector **s)
{
	selector_free(*s);
}

bool selector_is_everything(const struct selector *s)
{
	return s && !s->nothing && !s->all.len;
}

static bool has_value(const struct requirement *r, const char *value)
{
	for (size_t i = 0; i < r->values.len; i++)
		if (streq(r->values.items[i], value))
			return true;
	return false;
}

/* value is NULL where the label is absent. */
static bool holds(const struct requirement *r, const char *value)
{
	int64_t n;

	switch (r->operator) {
	case OPERATOR_IN:
	case OPERATOR_EQUALS:
	case OPERATOR_DOUBLE_EQUALS:
		return value && has_value(r, value);
	case OPERATOR_NOT_IN:
	case OPERATOR_NOT_EQUALS:
		return !value || !has_value(r, value);
	case OPERATOR_EXISTS:
		return value;
	case OPERATOR_DOES_NOT_EXIST:
		return !value;
	case OPERATOR_GREATER:
		return value && read_number(value, &n) && n > r->number;
	case OPERATOR_LESS:
		return value && read_number(value, &n) && n < r->number;
	}
	return false;
}

bool selector_matches(const struct selector *s, const struct label *labels, size_t n)
{
	size_t at = 0;

	if (!s)
		return false;
	for (size_t i = 0; !s->nothing && i < s->all.len; i++) {
		const struct requirement *r = &s->all.items[i];

		while (at < n && strcmp(labels[at].key, r->key) < 0)
			at++;
		if (!holds(r, at < n && streq(labels[at].key, r->key) ? labels[at].value : NULL))
			return false;
	}
	return !s->nothing;
}

bool selector_matches_json(const struct selector *s, const json *labels)
{
	if (!s)
		return false;
	for (size_t i = 0; !s->nothing && i < s->all.len; i++)
		if (!holds(&s->all.items[i], json_get_str(labels, s->all.items[i].key)))
			return false;
	return !s->nothing;
}

static const struct operator_name {
	const char *json;		/* in matchExpressions; NULL: not there */
	const char *before, *after;	/* printed around the values */
} names[] = {
	[OPERATOR_IN] = { "In", " in (", ")" },
	[OPERATOR_NOT_IN] = { "NotIn", " notin (", ")" },
	[OPERATOR_EQUALS] = { NULL, "=", "" },
	[OPERATOR_DOUBLE_EQUALS] = { NULL, "==", "" },
	[OPERATOR_NOT_EQUALS] = { NULL, "!=", "" },
	[OPERATOR_GREATER] = { NULL, ">", "" },
	[OPERATOR_LESS] = { NULL, "<", "" },
	[OPERATOR_EXISTS] = { "Exists", "", "" },
	[OPERATOR_DOES_NOT_EXIST] = { "DoesNotExist", "", "" },
};

void selector_print(const struct selector *s, struct str *out)
{
	for (size_t i = 0; s && i < s->all.len; i++) {
		const struct requirement *r = &s->all.items[i];

		str_addf(out, "%s%s%s%s", i ? "," : "", r->operator == OPERATOR_DOES_NOT_EXIST ? "!" : "", r->key,
			 names[r->operator].before);
		for (size_t v = 0; v < r->values.len; v++)
			str_addf(out, "%s%s", v ? "," : "", r->values.items[v]);
		str_add(out, names[r->operator].after);
	}
}

static int read_expression(const json *expression, struct requirement *r, struct err *err)
{
	const char *name = json_str_or(json_get(expression, "operator"), "");
	size_t i = 0;

	while (i < COUNT(names) && !streq0(names[i].json, name))
		i++;
	if (i == COUNT(names))
		return err_set(err, -EINVAL, "\"%s\" is not a valid label selector operator", name);
	r->key = xstrdup(json_str_or(json_get(expression, "key"), ""));
	r->operator = (enum operator)i;
	for (const json *v = json_first(json_get(expression, "values")); v; v = json_next(v))
		requirement_value(r, json_str_or(v, ""), strlen(json_str_or(v, "")));
	return requirement_check(r, err);
}

static int read_label(const json *label, struct requirement *r, struct err *err)
{
	if (!json_key(label))
		return err_set(err, -EINVAL, "matchLabels is a list, but must be a map");
	r->key = xstrdup(json_key(label));
	r->operator = OPERATOR_EQUALS;
	requirement_value(r, json_str_or(label, ""), strlen(json_str_or(label, "")));
	return requirement_check(r, err);
}

static int read_all(struct selector *s, const json *members,
                    int (*read)(const json *, struct requirement *, struct err *), struct err *err)
{
	for (const json *m = json_first(members); m; m = json_next(m)) {
		_cleanup_(requirement_release) struct requirement r = { 0 };
		int e = read(m, &r, err);

		if (e)
			return e;
		selector_add(s, &r);
	}
	return 0;
}

struct selector *selector_from_json(const json *label_selector, struct err *err)
{
	_cleanup_(selector_freep) struct selector *s = xcalloc(1, sizeof(*s));

	s->nothing = json_is_null(label_selector);
	if (read_all(s, json_get(label_selector, "matchLabels"), read_label, err) ||
	    read_all(s, json_get(label_selector, "matchExpressions"), read_expression, err))
		return NULL;
	return take(s);
}
