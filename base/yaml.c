/*
 * libyaml's events to a tree and back. Reading follows go-yaml v2 (what kubectl's files are read by): a merge key sets
 * what it brings at the place where it stands, an anchor may not contain itself. Aliases are copied, and every copied
 * value counts against LIMIT_YAML_NODES and LIMIT_JSON_DEPTH, so that no text grows without a bound.
 */
#include "base/yaml.h"
#include "base/json_node.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/yaml_scalar.h"

#include <stdio.h>
#include <yaml.h>

/* --- reading --- */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;	/* the one being looked at; all zero (YAML_NO_EVENT) before the first */
	struct map anchors;	/* name -> json, owned; NULL while the anchor's value is being read */
	size_t nodes;
	size_t depth;
	json *dups;		/* NULL when nobody asks */
	bool places;		/* somebody asks where things stand */
	json *place;		/* of the value just built; NULL for a scalar */
	struct err *err;
};

static void reader_release(struct reader *r)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&r->anchors, &i));)
		json_free(e->value);
	map_release(&r->anchors);
	json_free(r->dups);
	json_free(r->place);
	yaml_event_delete(&r->event);
	yaml_parser_delete(&r->parser);
}

static void *fail_at(struct reader *r, yaml_mark_t mark, const char *what, const char *name)
{
	err_set(r->err, -EINVAL, "line %zu, column %zu: %s%s", mark.line + 1, mark.column + 1, what, name);
	return NULL;
}

static void *fail(struct reader *r, const char *what)
{
	return fail_at(r, r->event.start_mark, what, "");
}

/* The next event; false with err set if the text is not YAML. */
static bool next(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event))
		return true;
	memset(&r->event, 0, sizeof(r->event));
	fail_at(r, r->parser.problem_mark, r->parser.problem ? r->parser.problem : "this is no YAML", "");
	return false;
}

static bool count_node(struct reader *r)
{
	return ++r->nodes <= LIMIT_YAML_NODES || fail(r, "too many values for one document, aliases counted");
}

/* Counts what a copy of j adds below the present depth. */
static bool count_copy(struct reader *r, const json *j, size_t depth)
{
	if (depth > LIMIT_JSON_DEPTH)
		return fail(r, "nested too deeply");
	if (!count_node(r))
		return false;
	for (const json *child = json_first(j); child; child = json_next(child))
		if (!count_copy(r, child, depth + 1))
			return false;
	return true;
}

static json *copy_counted(struct reader *r, const json *j)
{
	return count_copy(r, j, r->depth) ? json_copy(j) : NULL;
}

static json *build(struct reader *r);

static json *build_alias(struct reader *r)
{
	const char *name = (const char *)r->event.data.alias.anchor;
	const json *value = map_get(&r->anchors, name);

	if (value)
		return copy_counted(r, value);
	if (map_has(&r->anchors, name))
		return fail_at(r, r->event.start_mark, "this anchor's value contains itself: ", name);
	return fail_at(r, r->event.start_mark, "unknown anchor: ", name);
}

/* A value with an explicit tag must read as what the tag says. */
static json *build_tagged(struct reader *r, const char *tag, const char *text)
{
	static const struct { const char *tag; unsigned meanings; } known[] = {
		{ YAML_NULL_TAG, 1u << YAML_NULL },	{ YAML_BOOL_TAG, 1u << YAML_BOOL },
		{ YAML_INT_TAG, 1u << YAML_INT },	{ YAML_FLOAT_TAG, 1u << YAML_INT | 1u << YAML_FLOAT },
	};
	json *value;

	if (streq(tag, "tag:yaml.org,2002:binary"))
		return fail(r, "!!binary is not supported; write the base64 text without the tag");
	for (size_t i = 0; i < COUNT(known); i++) {
		if (!streq(tag, known[i].tag))
			continue;
		if (known[i].meanings & 1u << yaml_meaning(text, &value))
			return value;
		json_free(value);
		return fail_at(r, r->event.start_mark, "the value is not what its tag says: ", tag);
	}
	return json_string(text);
}

static json *build_scalar(struct reader *r)
{
	const char *text = (const char *)r->event.data.scalar.value, *tag = (const char *)r->event.data.scalar.tag;
	json *value = NULL;

	if (!count_node(r))
		return NULL;
	if (memchr(text, 0, r->event.data.scalar.length))
		return fail(r, "text cannot hold a NUL character");
	if (tag)
		return build_tagged(r, tag, text);
	if (!r->event.data.scalar.plain_implicit)
		return json_string(text);
	if (yaml_meaning(text, &value) == YAML_NOT_FINITE)
		return fail(r, "JSON has no infinite numbers; quote it if it is text");
	return value ? value : json_string(text);
}

/* --- where things stand --- */

static json *places_new(const struct reader *r)
{
	return r->places ? json_object() : NULL;
}

/* The place of the value just built, which is a member of what has these places, and whose name stands on this line. */
static void place_child(struct reader *r, json *places, const char *key, size_t line)
{
	json *place = take(r->place);

	if (!places) {
		json_free(place);
		return;
	}
	if (!place)
		place = json_number((int64_t)line);
	else
		json_set_int(place, "", (int64_t)line);
	json_set(places, key, place);
}

static json *build_sequence(struct reader *r)
{
	_cleanup_(json_freep) json *array = json_array(), *places = places_new(r);
	char index[24];

	for (size_t i = 0; next(r) && r->event.type != YAML_SEQUENCE_END_EVENT; i++) {
		size_t line = r->event.start_mark.line + 1;
		json *item = build(r);

		if (!item)
			return NULL;
		json_push(array, item);
		snprintf(index, sizeof(index), "%zu", i);
		place_child(r, places, index, line);
	}
	r->place = take(places);
	return r->event.type == YAML_NO_EVENT ? NULL : take(array);
}

/* --- mappings --- */

struct mapping {
	json *object;
	json *places;		/* NULL when nobody asks */
	struct map members;	/* key -> node of object */
};

static void mapping_release(struct mapping *m)
{
	json_free(m->object);
	json_free(m->places);
	map_release(&m->members);
}

static void put(struct reader *r, struct mapping *m, const char *key, json *value, size_t line)
{
	json *old = map_set(&m->members, key, value);

	if (!old) {
		json_add(m->object, key, value);
		return;
	}
	json_replace(m->object, old, value);
	if (r->dups) {
		_cleanup_(str_release) struct str text = STR_INIT;

		str_addf(&text, "line %zu: key ", line);
		str_add_quoted(&text, key, strlen(key));
		str_add(&text, " already set in map");
		json_push(r->dups, json_string(text.buf));
	}
}

static void merge_object(struct reader *r, struct mapping *m, json *from, size_t line)
{
	for (json *member; (member = json_first(from));) {
		_cleanup_(freep) char *key = xstrdup(json_key(member));

		put(r, m, key, json_detach(from, member), line);
	}
}

/* The value of a << key. Of several mappings the earlier one wins, so they are merged from the last. */
static bool merge(struct reader *r, struct mapping *m)
{
	static const char wrong[] = "<< needs a mapping or a list of mappings";
	yaml_mark_t mark = r->event.start_mark;
	_cleanup_(json_freep) json *value = build(r);

	if (!value)
		return false;
	json_free(take(r->place));
	if (json_type(value) == JSON_OBJECT) {
		merge_object(r, m, value, mark.line + 1);
		return true;
	}
	if (json_type(value) != JSON_ARRAY)
		return fail_at(r, mark, wrong, "");
	for (json *last; value->child; json_drop(value, last)) {
		last = value->child->prev;
		if (json_type(last) != JSON_OBJECT)
			return fail_at(r, mark, wrong, "");
		merge_object(r, m, last, mark.line + 1);
	}
	return true;
}

static bool is_merge_key(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT && streq((const char *)event->data.scalar.value, "<<") &&
	       event->data.scalar.plain_implicit;
}

/* Kubernetes' keys are text: numbers and booleans become their JSON text, as sigs.k8s.io/yaml does. */
static char *key_text(struct reader *r, const json *key)
{
	switch (json_type(key)) {
	case JSON_STRING: return xstrdup(json_str(key));
	case JSON_NUMBER:
	case JSON_BOOL: return json_text(key);
	default: return fail(r, "a key must be text, a number or a boolean");
	}
}

/* One key, which is at hand, and its value. */
static bool build_pair(struct reader *r, struct mapping *m)
{
	_cleanup_(json_freep) json *key = NULL;
	_cleanup_(freep) char *text = NULL;
	json *value;
	size_t line, value_line;

	if (is_merge_key(&r->event))
		return next(r) && merge(r, m);
	line = r->event.start_mark.line + 1;
	key = build(r);
	json_free(take(r->place));
	text = key ? key_text(r, key) : NULL;
	if (!text || !next(r))
		return false;
	value_line = r->event.start_mark.line + 1;
	value = build(r);
	if (!value)
		return false;
	put(r, m, text, value, value_line);
	place_child(r, m->places, text, line);
	return true;
}

static json *build_mapping(struct reader *r)
{
	_cleanup_(mapping_release) struct mapping m = { json_object(), places_new(r), MAP_INIT };

	while (next(r) && r->event.type != YAML_MAPPING_END_EVENT)
		if (!build_pair(r, &m))
			return NULL;
	r->place = take(m.places);
	return r->event.type == YAML_NO_EVENT ? NULL : take(m.object);
}

static json *build_container(struct reader *r, json *(*build_kind)(struct reader *r))
{
	json *value;

	if (r->depth >= LIMIT_JSON_DEPTH)
		return fail(r, "nested too deeply");
	if (!count_node(r))
		return NULL;
	r->depth++;
	value = build_kind(r);
	r->depth--;
	return value;
}

static json *build_by_kind(struct reader *r)
{
	switch (r->event.type) {
	case YAML_ALIAS_EVENT: return build_alias(r);
	case YAML_SCALAR_EVENT: return build_scalar(r);
	case YAML_SEQUENCE_START_EVENT: return build_container(r, build_sequence);
	case YAML_MAPPING_START_EVENT: return build_container(r, build_mapping);
	default: return fail(r, "a value is missing");
	}
}

static char *anchor_of(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT: return xstrdup((const char *)event->data.scalar.anchor);
	case YAML_SEQUENCE_START_EVENT: return xstrdup((const char *)event->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT: return xstrdup((const char *)event->data.mapping_start.anchor);
	default: return NULL;
	}
}

/* The value that begins with the event at hand; its last event is at hand afterwards. */
static json *build(struct reader *r)
{
	_cleanup_(freep) char *anchor = anchor_of(&r->event);
	_cleanup_(json_freep) json *value = NULL;
	json *copy;

	if (anchor)
		json_free(map_set(&r->anchors, anchor, NULL));
	value = build_by_kind(r);
	if (!value || !anchor)
		return take(value);
	copy = copy_counted(r, value);
	if (!copy)
		return NULL;
	map_set(&r->anchors, anchor, copy);
	return take(value);
}

/* --- documents --- */

static bool start(struct reader *r, const char *text, size_t len, struct err *err)
{
	memset(r, 0, sizeof(*r));
	r->err = err;
	if (!yaml_parser_initialize(&r->parser))
		die("out of memory while starting to read YAML");
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)text, len);
	if (len > LIMIT_YAML_BYTES) {
		err_set(err, -E2BIG, "%zu bytes of YAML; at most %d are read", len, LIMIT_YAML_BYTES);
		return false;
	}
	return next(r);
}

static void forget_anchors(struct reader *r)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&r->anchors, &i));)
		json_free(e->value);
	map_clear(&r->anchors);
}

/* The next document; at the end NULL with *ret_end set. */
static json *read_document(struct reader *r, bool *ret_end)
{
	while (r->event.type != YAML_DOCUMENT_START_EVENT) {
		if (r->event.type == YAML_STREAM_END_EVENT) {
			*ret_end = true;
			return NULL;
		}
		if (!next(r))
			return NULL;
	}
	forget_anchors(r);
	return next(r) ? build(r) : NULL;
}

json *yaml_parse(const char *text, size_t len, struct err *err)
{
	return yaml_parse_dup(text, len, NULL, err);
}

json *yaml_parse_dup(const char *text, size_t len, json **ret_dups, struct err *err)
{
	_cleanup_(reader_release) struct reader r;
	bool end = false;
	json *value = NULL;

	if (!start(&r, text, len, err))
		return NULL;
	if (ret_dups)
		r.dups = json_array();
	value = read_document(&r, &end);
	if (end)
		value = json_null();
	if (value && ret_dups)
		*ret_dups = take(r.dups);
	return value;
}

json *yaml_parse_places(const char *text, size_t len, json **ret_places, struct err *err)
{
	_cleanup_(reader_release) struct reader r;
	bool end = false;
	json *value;

	if (!start(&r, text, len, err))
		return NULL;
	r.places = true;
	value = read_document(&r, &end);
	if (end)
		value = json_null();
	if (value)
		*ret_places = r.place ? take(r.place) : json_number(1);
	return value;
}

int yaml_line(const json *place)
{
	return (int)json_int_or(json_type(place) == JSON_OBJECT ? json_get(place, "") : place, 0);
}

json *yaml_parse_all(const char *text, size_t len, struct err *err)
{
	_cleanup_(reader_release) struct reader r;
	_cleanup_(json_freep) json *all = json_array();
	bool end = false;
	json *value;

	if (!start(&r, text, len, err))
		return NULL;
	while ((value = read_document(&r, &end))) {
		if (json_is_null(value))
			json_free(value);
		else
			json_push(all, value);
	}
	return end ? take(all) : NULL;
}

/* --- what go-yaml says, a port of libyaml --- */

/* The same words. Lines are from 0 and told as they are, but where the scanner gave up they are from 1; a line 0 is
 * not told. */
static char *tell(const yaml_parser_t *p)
{
	size_t line = p->problem_mark.line;

	if (line > 0)
		line += p->error == YAML_SCANNER_ERROR;
	else
		line = p->context_mark.line;
	if (line == 0)
		return xstrdup(p->problem ? p->problem : "unknown problem parsing YAML content");
	return xasprintf("line %zu: %s", line, p->problem ? p->problem : "unknown problem parsing YAML content");
}

char *yaml_problem(const char *text, size_t len)
{
	yaml_parser_t parser;
	char *out = NULL;
	bool end = false;
	int depth = 0;

	if (!yaml_parser_initialize(&parser))
		return NULL;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	while (!end && !out) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			out = tell(&parser);
			break;
		}
		depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
		depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
		/* Deeper text takes libyaml time in the square of its length; whoever asks knows that it is too
		 * deep. */
		end = event.type == YAML_STREAM_END_EVENT || event.type == YAML_DOCUMENT_END_EVENT ||
		      depth > LIMIT_JSON_DEPTH;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return out;
}

/* --- printing --- */

struct writer {
	yaml_emitter_t emitter;
};

static void writer_release(struct writer *w)
{
	yaml_emitter_delete(&w->emitter);
}

static int append(void *out, unsigned char *bytes, size_t len)
{
	str_addn(out, bytes, len);
	return 1;
}

/* Makes the event and writes it. Only lack of memory or a bug here can make either fail. */
#define EMIT(w, init, ...)                                                                                             \
	do {                                                                                                           \
		yaml_event_t event_;                                                                                   \
		if (!init(&event_, ##__VA_ARGS__) || !yaml_emitter_emit(&(w)->emitter, &event_))                       \
			die("YAML cannot be written: %s", (w)->emitter.problem ? (w)->emitter.problem : "no memory");  \
	} while (0)

static void write_scalar(struct writer *w, const char *text, yaml_scalar_style_t style)
{
	EMIT(w, yaml_scalar_event_initialize, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1, style);
}

/* U+0085, U+2028 and U+2029 end lines in YAML; in quotes they are escaped, and no reader can fold them. */
static bool has_rare_break(const char *text)
{
	return strstr(text, "\xc2\x85") || strstr(text, "\xe2\x80\xa8") || strstr(text, "\xe2\x80\xa9");
}

/* libyaml refuses text that is not UTF-8; what is not becomes U+FFFD. */
static void write_text(struct writer *w, const char *text)
{
	_cleanup_(str_release) struct str clean = STR_INIT;
	size_t left = strlen(text);
	uint32_t c;

	while (left) {
		size_t n = utf8_decode(text, left, &c);

		str_addn(&clean, n ? text : "\xef\xbf\xbd", n ? n : 3);
		n = MAX(n, (size_t)1);
		text += n;
		left -= n;
	}
	if (strchr(clean.buf, '\n'))
		write_scalar(w, clean.buf, YAML_LITERAL_SCALAR_STYLE);
	else if (yaml_is_plain_text(clean.buf) && !has_rare_break(clean.buf))
		write_scalar(w, clean.buf, YAML_PLAIN_SCALAR_STYLE);
	else
		write_scalar(w, clean.buf, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

/* A plain << as a key would be a merge. */
static void write_key(struct writer *w, const char *key)
{
	if (streq(key, "<<"))
		write_scalar(w, key, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	else
		write_text(w, key);
}

/* An integer is written as it is, anything else as Go's YAML writes a float64 (which for 1000000.0 is an integer
 * again). */
static void write_number(struct writer *w, const json *j)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	json_print(j, JSON_PLAIN, &text);
	if (!json_token_is_int(text.buf)) {
		str_reset(&text);
		json_add_double(&text, json_double(j));
	}
	if (yaml_meaning(text.buf, NULL) != YAML_INT) {
		str_reset(&text);
		json_add_double_g(&text, json_double(j));
	}
	write_scalar(w, text.buf, YAML_PLAIN_SCALAR_STYLE);
}

static int compare_members(const void *a, const void *b)
{
	return yaml_compare_keys(json_key(*(json *const *)a), json_key(*(json *const *)b));
}

static void write_value(struct writer *w, const json *j);

static void write_mapping(struct writer *w, const json *object)
{
	size_t len;
	_cleanup_(freep) json **members = json_sorted_members(object, &len);

	if (members)
		qsort(members, len, sizeof(*members), compare_members);
	EMIT(w, yaml_mapping_start_event_initialize, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
	for (size_t i = 0; i < len; i++) {
		write_key(w, json_key(members[i]));
		write_value(w, members[i]);
	}
	EMIT(w, yaml_mapping_end_event_initialize);
}

static void write_sequence(struct writer *w, const json *array)
{
	EMIT(w, yaml_sequence_start_event_initialize, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE);
	for (const json *item = json_first(array); item; item = json_next(item))
		write_value(w, item);
	EMIT(w, yaml_sequence_end_event_initialize);
}

static void write_value(struct writer *w, const json *j)
{
	switch (json_type(j)) {
	case JSON_BOOL: write_scalar(w, json_true(j) ? "true" : "false", YAML_PLAIN_SCALAR_STYLE); break;
	case JSON_NUMBER: write_number(w, j); break;
	case JSON_STRING: write_text(w, json_str(j)); break;
	case JSON_ARRAY: write_sequence(w, j); break;
	case JSON_OBJECT: write_mapping(w, j); break;
	default: write_scalar(w, "null", YAML_PLAIN_SCALAR_STYLE);
	}
}

void yaml_print(const json *j, struct str *out)
{
	static const char document_end[] = "\n...\n";
	_cleanup_(writer_release) struct writer w;

	if (!yaml_emitter_initialize(&w.emitter))
		die("out of memory while starting to write YAML");
	yaml_emitter_set_output(&w.emitter, append, out);
	yaml_emitter_set_unicode(&w.emitter, 1);
	EMIT(&w, yaml_stream_start_event_initialize, YAML_UTF8_ENCODING);
	EMIT(&w, yaml_document_start_event_initialize, NULL, NULL, NULL, 1);
	write_value(&w, j);
	EMIT(&w, yaml_document_end_event_initialize, 1);
	EMIT(&w, yaml_stream_end_event_initialize);
	/* libyaml ends a document after a plain scalar or a |+ block by dots; go-yaml does not. */
	if (out->len >= strlen(document_end) && streq(out->buf + out->len - strlen(document_end), document_end))
		str_cut(out, out->len - strlen(document_end) + 1);
}
