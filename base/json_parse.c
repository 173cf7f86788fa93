/*
 * Text to tree in one pass that believes nothing: UTF-8, control bytes, depth, node count and trailing text are
 * checked where they are read, and a number that no double holds keeps its token.
 */
#include "base/json_node.h"
#include "base/limits.h"
#include "base/scan.h"
#include "base/utf8.h"

#include <math.h>

/* Up to so many members a new key is compared with each earlier one; above, the keys are sorted at the end. */
#define FEW_MEMBERS 32
#define MOST_DUPLICATES 100	/* reported, as Kubernetes does */

struct parser {
	const char *text, *at, *end;
	size_t nodes;
	int depth;
	const char *const *folded;	/* objects under these keys stay text; NULL: none */
	json *dups;		/* NULL when nobody asks; then path is not kept either */
	struct str path;
	struct err *err;
	struct json_slabs slabs;
};

static void parser_release(struct parser *p)
{
	str_release(&p->path);
	json_free(p->dups);
	json_slabs_release(&p->slabs);
}

/* Says where p->at is, counting characters from 1; returns NULL for the caller to pass on. */
static void *fail(struct parser *p, const char *what)
{
	size_t line = 1, column = 1;

	for (const char *c = p->text; c < p->at; c++) {
		if (*c == '\n')
			line++, column = 1;
		else if (((unsigned char)*c & 0xc0) != 0x80)
			column++;
	}
	if (p->at == p->end)
		what = "the text ends too early";
	err_set(p->err, -EINVAL, "line %zu, column %zu: %s", line, column, what);
	return NULL;
}

static void skip_space(struct parser *p)
{
	while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\t' || *p->at == '\r'))
		p->at++;
}

static bool peek(const struct parser *p, char c)
{
	return p->at < p->end && *p->at == c;
}

static bool one_more(struct parser *p)
{
	return ++p->nodes <= LIMIT_JSON_NODES || fail(p, "too many values for one document");
}

static json *new_node(struct parser *p, int kind)
{
	return one_more(p) ? json_place(&p->slabs, kind, 0) : NULL;
}

/* --- strings --- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static bool read_hex4(const struct parser *p, const char *at, uint32_t *ret)
{
	uint32_t c = 0;

	if (p->end - at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return false;
		c = c << 4 | (uint32_t)digit;
	}
	*ret = c;
	return true;
}

/* Moves p->at past one escape, or says what is wrong with it. */
static bool check_escape(struct parser *p)
{
	uint32_t c;

	if (p->end - p->at < 2)
		return p->at = p->end, fail(p, "");
	if (p->at[1] != 'u') {
		if (!p->at[1] || !strchr("\"\\/bfnrt", p->at[1]))
			return fail(p, "an unknown escape in a string");
		p->at += 2;
		return true;
	}
	if (!read_hex4(p, p->at + 2, &c))
		return fail(p, "\\u needs four hexadecimal digits");
	p->at += 6;
	return true;
}

/* Moves p->at past bytes that stand for themselves, or are to be looked at one by one. */
static void skip_plain(struct parser *p)
{
	size_t n = SCAN_BYTES;

	while (n == SCAN_BYTES && p->end - p->at >= SCAN_BYTES)
		p->at += n = scan_clear(scan_odd(scan_load(p->at)));
}

/* Moves p->at from the opening quote to the closing one and checks what is between. */
static bool scan_string(struct parser *p, bool *ret_escapes)
{
	uint32_t c;
	size_t n;

	for (p->at++, skip_plain(p); p->at < p->end && *p->at != '"'; skip_plain(p)) {
		unsigned char byte = (unsigned char)*p->at;

		if (byte == '\\') {
			*ret_escapes = true;
			if (!check_escape(p))
				return false;
		} else if (byte < ' ') {
			return fail(p, "a control character in a string; write it as an escape");
		} else if (byte < 0x80) {
			p->at++;
		} else {
			n = utf8_decode(p->at, (size_t)(p->end - p->at), &c);
			if (!n)
				return fail(p, "text that is not UTF-8");
			p->at += n;
		}
	}
	return p->at < p->end || fail(p, "");
}

/* A \u escape at s, with its second half where it is a surrogate pair; returns where it ends. */
static const char *decode_u(const struct parser *p, const char *s, char **out)
{
	uint32_t c = 0, low = 0;

	read_hex4(p, s + 2, &c);
	s += 6;
	if (c >= 0xd800 && c < 0xdc00 && s[0] == '\\' && s[1] == 'u' && read_hex4(p, s + 2, &low) &&
	    low >= 0xdc00 && low < 0xe000) {
		c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
		s += 6;
	}
	if (c) {
		*out += utf8_encode(c, *out);	/* half a pair becomes U+FFFD, as in Go */
	} else {
		memcpy(*out, JSON_ZERO, 2);
		*out += 2;
	}
	return s;
}

/* Decodes checked text; no escape is shorter than what it stands for. */
static void decode(const struct parser *p, const char *s, const char *end, char *out)
{
	static const char letter[] = "bfnrt", meant[] = "\b\f\n\r\t";

	while (s < end) {
		if (*s != '\\') {
			*out++ = *s++;
		} else if (s[1] == 'u') {
			s = decode_u(p, s, &out);
		} else {
			const char *found = strchr(letter, s[1]);

			*out++ = found ? meant[found - letter] : s[1];
			s += 2;
		}
	}
	*out = 0;
}

/* What stands between the quotes at p->at, after which p->at stands then. */
struct quoted {
	const char *start;
	size_t len;
	bool escapes;
};

static bool parse_quoted(struct parser *p, struct quoted *ret)
{
	*ret = (struct quoted){ .start = p->at + 1 };
	if (!scan_string(p, &ret->escapes))
		return false;
	ret->len = (size_t)(p->at++ - ret->start);
	return true;
}

static void quoted_text(const struct parser *p, const struct quoted *q, char *out)
{
	if (q->escapes)
		decode(p, q->start, q->start + q->len, out);
	else
		memcpy(out, q->start, q->len);
}

/* --- numbers --- */

static bool skip_digits(struct parser *p)
{
	const char *start = p->at;

	while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
		p->at++;
	return p->at > start;
}

/* Moves p->at past a number as JSON writes them. */
static bool scan_number(struct parser *p)
{
	if (peek(p, '-'))
		p->at++;
	if (peek(p, '0'))
		p->at++;
	else if (!skip_digits(p))
		return fail(p, "this is no JSON value");
	if (peek(p, '.')) {
		p->at++;
		if (!skip_digits(p))
			return fail(p, "a digit must follow the point of a number");
	}
	if (peek(p, 'e') || peek(p, 'E')) {
		p->at++;
		if (peek(p, '+') || peek(p, '-'))
			p->at++;
		if (!skip_digits(p))
			return fail(p, "a digit must follow the exponent of a number");
	}
	return true;
}

/* Whether the double that the token reads as prints as that token again. */
static bool holds(const char *token, size_t len, double *ret)
{
	_cleanup_(str_release) struct str again = STR_INIT;

	if (len > 40)
		return false;
	/* Integers beyond 2^53 may print the same by luck; their neighbours would not. */
	if (len > 15 && json_token_is_int(token) && llabs(strtoll(token, NULL, 10) / 2) > JSON_EXACT_INT / 2)
		return false;
	*ret = strtod(token, NULL);
	if (!isfinite(*ret))
		return false;
	json_add_double(&again, *ret);
	return streq(again.buf, token);
}

static json *parse_number(struct parser *p)
{
	const char *start = p->at, *digit = start;
	_cleanup_(freep) char *token = NULL;
	int64_t n = 0;
	double d;
	json *j;

	if (!scan_number(p) || !(j = new_node(p, cJSON_Number)))
		return NULL;
	/* Nearly every number in Kubernetes is a short integer. */
	for (digit += *start == '-'; digit < p->at && *digit >= '0' && *digit <= '9' && p->at - start < 16; digit++)
		n = n * 10 + (*digit - '0');
	if (digit == p->at) {
		j->valuedouble = (double)(*start == '-' ? -n : n);
		return j;
	}
	token = xstrndup(start, (size_t)(p->at - start));
	if (holds(token, (size_t)(p->at - start), &d)) {
		j->valuedouble = d;
	} else {
		j->type = cJSON_Raw;
		j->valuestring = take(token);
	}
	return j;
}

/* --- values --- */

static json *parse_value(struct parser *p);

static json *parse_word(struct parser *p, const char *word, int kind)
{
	size_t len = strlen(word);

	if ((size_t)(p->end - p->at) < len || memcmp(p->at, word, len) != 0)
		return fail(p, "this is no JSON value");
	p->at += len;
	return new_node(p, kind);
}

static json *parse_string(struct parser *p)
{
	struct quoted q;
	json *j;

	if (!parse_quoted(p, &q) || !one_more(p))
		return NULL;
	j = json_node_room(&p->slabs, cJSON_String, q.len);
	quoted_text(p, &q, j->valuestring);
	return j;
}

static void report_duplicate(struct parser *p, const char *key)
{
	_cleanup_(freep) char *path = NULL;

	if (!p->dups || json_len(p->dups) >= MOST_DUPLICATES)
		return;
	path = xasprintf("%s%s%s", p->path.buf, p->path.len ? "." : "", key);
	for (json *known = p->dups->child; known; known = known->next)
		if (streq(known->valuestring, path))
			return;
	json_push(p->dups, json_string(path));
}

static void drop_duplicate(struct parser *p, json *object, json *earlier)
{
	report_duplicate(p, earlier->string);
	json_drop(object, earlier);
}

static void drop_duplicates(struct parser *p, json *object)
{
	size_t len;
	_cleanup_(freep) json **members = json_sorted_members(object, &len);

	for (size_t i = 0; i + 1 < len; i++)
		if (streq(members[i]->string, members[i + 1]->string))
			drop_duplicate(p, object, members[i]);
}

static bool is_one_of(const char *const *keys, const char *s, size_t len)
{
	for (; keys && *keys; keys++)
		if (strlen(*keys) == len && memcmp(*keys, s, len) == 0)
			return true;
	return false;
}

/* NULL, and nothing is read, if there is no object or one that is not written as we print. */
static json *parse_folded(struct parser *p)
{
	size_t len = json_folded_len(p->at, (size_t)(p->end - p->at));

	if (!len || !one_more(p))
		return NULL;
	p->at += len;
	return json_node_folded(&p->slabs, p->at - len, len);
}

/* "key": value; the value with its key, not yet in the object. */
static json *parse_member(struct parser *p)
{
	_cleanup_(freep) char *decoded = NULL;
	size_t path_len = p->path.len;
	struct quoted q;
	const char *key;
	json *value;

	if (!peek(p, '"'))
		return fail(p, "a member begins with its name in quotes");
	if (!parse_quoted(p, &q))
		return NULL;
	key = q.start;
	if (q.escapes) {
		key = decoded = xmalloc(q.len + 1);
		decode(p, q.start, q.start + q.len, decoded);
		q.len = strlen(decoded);
	}
	skip_space(p);
	if (!peek(p, ':'))
		return fail(p, "a colon must follow the name of a member");
	p->at++;
	if (p->dups && path_len)
		str_addc(&p->path, '.');
	if (p->dups)
		str_addn(&p->path, key, q.len);
	value = is_one_of(p->folded, key, q.len) ? parse_folded(p) : NULL;
	if (!value)
		value = parse_value(p);
	str_cut(&p->path, path_len);
	if (value)
		json_node_key(value, key, q.len);
	return value;
}

/* A word has one copy, so its place tells it from all others. */
static json *same_key(const json *object, const json *value)
{
	json *m = object->child;

	if (!(value->type & cJSON_StringIsConst))
		return json_get(object, value->string);
	while (m && m->string != value->string)
		m = m->next;
	return m;
}

static bool parse_members(struct parser *p, json *object)
{
	size_t count = 0;

	for (;;) {
		json *value, *earlier;

		skip_space(p);
		value = parse_member(p);
		if (!value)
			return false;
		earlier = count++ < FEW_MEMBERS ? same_key(object, value) : NULL;
		if (earlier)
			drop_duplicate(p, object, earlier);
		json_link(object, value);
		skip_space(p);
		if (!peek(p, ','))
			break;
		p->at++;
	}
	if (!peek(p, '}'))
		return fail(p, "a comma or } must follow a member");
	if (count > FEW_MEMBERS)
		drop_duplicates(p, object);
	return true;
}

static bool parse_items(struct parser *p, json *array)
{
	size_t path_len = p->path.len;

	for (size_t index = 0;; index++) {
		json *value;

		if (p->dups)
			str_addf(&p->path, "[%zu]", index);
		value = parse_value(p);
		str_cut(&p->path, path_len);
		if (!value)
			return false;
		json_link(array, value);
		skip_space(p);
		if (!peek(p, ','))
			break;
		p->at++;
	}
	return peek(p, ']') || fail(p, "a comma or ] must follow an item");
}

static json *parse_container(struct parser *p, int kind)
{
	_cleanup_(json_freep) json *j = NULL;
	bool object = kind == cJSON_Object;

	if (p->depth >= LIMIT_JSON_DEPTH)
		return fail(p, "nested too deeply");
	j = new_node(p, kind);
	if (!j)
		return NULL;
	p->depth++;
	p->at++;
	skip_space(p);
	if (!peek(p, object ? '}' : ']') && !(object ? parse_members(p, j) : parse_items(p, j)))
		return NULL;
	p->at++;
	p->depth--;
	return take(j);
}

static json *parse_value(struct parser *p)
{
	skip_space(p);
	if (p->at == p->end)
		return fail(p, "");
	switch (*p->at) {
	case '{': return parse_container(p, cJSON_Object);
	case '[': return parse_container(p, cJSON_Array);
	case '"': return parse_string(p);
	case 't': return parse_word(p, "true", cJSON_True);
	case 'f': return parse_word(p, "false", cJSON_False);
	case 'n': return parse_word(p, "null", cJSON_NULL);
	default: return parse_number(p);
	}
}

static json *parse_document(struct parser *p)
{
	_cleanup_(json_freep) json *j = NULL;

	p->slabs.next = (size_t)(p->end - p->text) * 4;	/* a node takes so much more than its text */
	j = parse_value(p);
	if (!j)
		return NULL;
	skip_space(p);
	if (p->at < p->end)
		return fail(p, "text after the end of the document");
	return take(j);
}

json *json_parse(const char *text, size_t len, struct err *err)
{
	return json_parse_dup(text, len, NULL, err);
}

json *json_parse_folded(const char *text, size_t len, const char *const *folded, struct err *err)
{
	_cleanup_(parser_release) struct parser p = {
		text, text, text + len, .folded = folded, .path = STR_INIT, .err = err,
	};

	return parse_document(&p);
}

json *json_parse_dup(const char *text, size_t len, json **ret_dups, struct err *err)
{
	_cleanup_(parser_release) struct parser p = { text, text, text + len, .path = STR_INIT, .err = err };
	_cleanup_(json_freep) json *j = NULL;

	if (ret_dups)
		p.dups = json_array();
	j = parse_document(&p);
	if (j && ret_dups)
		*ret_dups = take(p.dups);
	return take(j);
}
