/* Field selectors: `metadata.name=web-0,status.phase!=Running`, with backslashes as Kubernetes escapes them. */
#include "kube/selector.h"

/* The end of one term: a comma that no backslash hides, or the end of the text. */
static size_t term_length(const char *s)
{
	size_t i = 0;

	while (s[i] && s[i] != ',')
		i += s[i] == '\\' && s[i + 1] ? 2 : 1;
	return i;
}

static int unescape(const char *s, size_t len, struct str *out, struct err *err)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ',' || s[i] == '=')
			return err_set(err, -EINVAL, "invalid field selector: unescaped character in value: %d", s[i]);
		if (s[i] == '\\') {
			i++;
			if (i == len || !strchr("\\,=", s[i]))
				return err_set(err, -EINVAL, "invalid field selector: invalid escape sequence: \\%.*s",
					       i < len, s + i);
		}
		str_addc(out, s[i]);
	}
	return 0;
}

/* Where the operator begins, and how long it is; false if there is none. */
static bool find_operator(const char *s, size_t len, size_t *ret_at, size_t *ret_len)
{
	static const char *const operators[] = { "!=", "==", "=" };

	for (size_t i = 0; i < len; i++) {
		for (size_t n = 0; n < COUNT(operators); n++) {
			size_t size = strlen(operators[n]);

			if (i + size > len || strncmp(s + i, operators[n], size) != 0)
				continue;
			*ret_at = i;
			*ret_len = size;
			return true;
		}
	}
	return false;
}

static int read_term(const char *text, const char *s, size_t len, field_selector *ret, struct err *err)
{
	_cleanup_(str_release) struct str value = STR_INIT;
	struct field_term term;
	size_t at, size;
	int r;

	if (!find_operator(s, len, &at, &size))
		return err_set(err, -EINVAL, "invalid selector: '%s'; can't understand '%.*s'", text, (int)len, s);
	r = unescape(s + at + size, len - at - size, &value, err);
	if (r)
		return r;
	term = (struct field_term){ xstrndup(s, at), str_take(&value), s[at] == '!' };
	vec_push(ret, term);
	return 0;
}

int field_selector_parse(const char *text, field_selector *ret, struct err *err)
{
	_cleanup_(field_selector_release) field_selector terms = VEC_INIT;

	for (const char *s = text ? text : ""; *s;) {
		size_t len = term_length(s);
		int r = len ? read_term(text, s, len, &terms, err) : 0;

		if (r)
			return r;
		s += len + (s[len] == ',');
	}
	*ret = terms;
	terms = (field_selector)VEC_INIT;
	return 0;
}

void field_selector_release(field_selector *s)
{
	vec_each(s, t) {
		free(t->path);
		free(t->value);
	}
	vec_release(s);
}
