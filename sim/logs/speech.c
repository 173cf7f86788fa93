/* See speech.h. Start lines follow each other by START_GAP_MS; the k-th later line falls into the k-th period. */
#include "sim/logs/speech.h"

#include "base/limits.h"
#include "kube/time.h"
#include "sim/hash.h"

#define START_GAP_MS 30

static int read_list(const json *log, const char *key, const json **list, struct err *err)
{
	const json *given = json_get(log, key);

	if (!given)
		return 0;
	for (json *i = json_first(given); i; i = json_next(i))
		if (!json_str(i))
			return err_set(err, -EINVAL, "log: %s: a list of texts", key);
	*list = given;
	return 0;
}

int speech_read(struct speech *s, const json *log, struct err *err)
{
	const struct {
		const char *key;
		const json **list;
	} lists[] = { { "start", &s->start }, { "lines", &s->lines }, { "end", &s->end }, { "fail", &s->fail } };
	const char *every = json_get_str(log, "every");

	for (size_t i = 0; i < COUNT(lists); i++)
		if (read_list(log, lists[i].key, lists[i].list, err) < 0)
			return err->code;
	if (json_get(log, "every") && (!every || !duration_parse(every, &s->every_ms) || s->every_ms < 3))
		return err_set(err, -EINVAL, "log: every: a duration such as 5s or 100ms");
	return 0;
}

/* --- which lines there are --- */

static int64_t started_ms(const struct run *r)
{
	return r->begun_ms + (int64_t)json_len(r->says->start) * START_GAP_MS;
}

static uint64_t chance(const struct run *r, int64_t k)
{
	uint64_t h = hash_add(HASH_START ^ r->seed, &k, sizeof(k));

	return h ^ h >> 29;
}

/* The time of a line that is not of the end. */
static int64_t line_ms(const struct run *r, int64_t line)
{
	int64_t start = (int64_t)json_len(r->says->start), k = line - start;
	int64_t every = r->says->every_ms;

	if (line < start)
		return r->begun_ms + line * START_GAP_MS;
	return started_ms(r) + (k + 1) * every - (int64_t)(chance(r, k) % (uint64_t)(every / 3));
}

static bool speaks_on(const struct run *r)
{
	return r->says->every_ms > 0 && json_len(r->says->lines) > 0;
}

/* Lines before those of the end, up to a time. */
static int64_t count_until(const struct run *r, int64_t now_ms)
{
	int64_t start = (int64_t)json_len(r->says->start), count;

	if (now_ms < r->begun_ms)
		return 0;
	if (now_ms < started_ms(r))
		return MIN((now_ms - r->begun_ms) / START_GAP_MS + 1, start);
	if (!speaks_on(r))
		return start;
	count = start + (now_ms - started_ms(r)) / r->says->every_ms;
	return line_ms(r, count) <= now_ms ? count + 1 : count;
}

static const json *last_words(const struct run *r)
{
	bool failed = r->exit_code != 0 && r->exit_code != 137 && r->exit_code != 143;

	/* Who is killed has no time for a last word. */
	if (r->ended_ms < 0 || r->exit_code == 137)
		return NULL;
	return failed ? r->says->fail : r->says->end;
}

int64_t run_count(const struct run *r, int64_t now_ms)
{
	if (r->ended_ms < 0)
		return count_until(r, now_ms);
	return count_until(r, r->ended_ms) + (int64_t)json_len(last_words(r));
}

int64_t run_first(const struct run *r, int64_t now_ms)
{
	return MAX(run_count(r, now_ms) - LIMIT_LOG_KEPT, 0);
}

int64_t run_time(const struct run *r, int64_t line)
{
	if (r->ended_ms >= 0 && line >= count_until(r, r->ended_ms))
		return r->ended_ms;
	return line_ms(r, line);
}

int64_t run_next(const struct run *r, int64_t count)
{
	bool more = count < (int64_t)json_len(r->says->start) || speaks_on(r);

	return r->ended_ms < 0 && more ? line_ms(r, count) : -1;
}

/* --- their texts --- */

static const char *template_of(const struct run *r, int64_t line)
{
	int64_t start = (int64_t)json_len(r->says->start), k = line - start;
	int64_t ended = r->ended_ms >= 0 ? count_until(r, r->ended_ms) : INT64_MAX;
	const json *item;

	if (line >= ended)
		item = json_item(last_words(r), (size_t)(line - ended));
	else if (line < start)
		item = json_item(r->says->start, (size_t)line);
	else
		item = json_item(r->says->lines, (size_t)(chance(r, k) >> 8) % json_len(r->says->lines));
	return json_str_or(item, "");
}

static bool add_word(const struct run *r, int64_t line, const char *word, size_t len, struct str *out)
{
	const struct {
		const char *word, *text;
	} texts[] = { { "pod", r->pod }, { "container", r->container }, { "image", r->image } };
	const struct {
		const char *word;
		int64_t number;
	} numbers[] = {
		{ "n", line + 1 }, { "ms", (int64_t)(chance(r, line) >> 16) % 180 + 1 }, { "code", r->exit_code }
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strlen(texts[i].word) == len && !memcmp(word, texts[i].word, len)) {
			str_add(out, texts[i].text);
			return true;
		}
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (strlen(numbers[i].word) == len && !memcmp(word, numbers[i].word, len)) {
			str_addf(out, "%" PRId64, numbers[i].number);
			return true;
		}
	return false;
}

void run_line(const struct run *r, int64_t line, struct str *out)
{
	for (const char *p = template_of(r, line); *p; ) {
		size_t len = *p == '{' ? strcspn(p + 1, "}") : 0;

		if (len && p[len + 1] && add_word(r, line, p + 1, len, out))
			p += len + 2;
		else
			str_addc(out, *p++);
	}
}
