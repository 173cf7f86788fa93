#include "cmd/player.h"

#include "cmd/script.h"

#define KEY_MS 700		/* before a key, so that what it does can be seen */
#define TEXT_MS 70		/* between the letters of a text */
#define FAST_MS 20
#define READ_MS 400		/* the shortest real time of a longer pause: dialogs take letters only after 300 ms */
#define ASK_MS 1000		/* the cluster is asked again after this at the latest: not every kind is followed */
#define PATIENCE_MS 30000	/* the shortest real time that is waited for something */
#define DONE_MS 60000		/* of the cluster's time, after the last act */

struct player {
	struct player_options options;
	struct loop *loop;
	act_vec acts;
	size_t at;
	bool waiting;			/* for act `at`, or at the end for what the script was for */
	bool asking, changed;		/* a GET is under way; there is a reason for the next one */
	struct loop_timer *timer, *again;
	struct str now;			/* what there is instead */
	struct err failure;
	bool ended;
};

/* --- reading --- */

static void list_words(struct str *out)
{
	static const char *const words[] = { "key", "type", "paste", "advance", "pause", "wait", "check", "expect",
					     "absent", "send" };

	for (size_t i = 0; i < COUNT(words); i++)
		str_addf(out, "%s%s", i ? ", " : "", words[i]);
}

static int read_word(char *word, char *rest, act_vec *ret, struct err *err)
{
	const struct script_word *w = script_step(word);
	_cleanup_(str_release) struct str words = STR_INIT;
	int r;

	list_words(&words);
	if (!w)
		return err_set(err, -EINVAL, "there is no step \"%s\"; expected one of: %s", word, words.buf);
	if (!w->plan || strchr(word, '@'))
		return err_set(err, -EINVAL, "\"%s\" cannot be played to a person; expected one of: %s", word,
			       words.buf);
	r = w->plan(rest, ret, err);
	if (r && !*err->text)
		err_set(err, -EINVAL, "expected `%s %s`", w->word, w->usage);
	return r;
}

static int read_line(char *line, act_vec *ret, struct err *err)
{
	char *rest = line, *word = strsep(&rest, " ");

	return !*word || *word == '#' ? 0 : read_word(word, rest ? rest : line + strlen(line), ret, err);
}

int player_read(const char *file, int line, const char *script, act_vec *ret, struct err *err)
{
	_cleanup_(freep) char *copy = xstrdup(script);
	char *rest = copy, *text;

	for (; (text = strsep(&rest, "\n")); line++) {
		struct err why = ERR_INIT;
		size_t before = ret->len;

		if (read_line(text, ret, &why))
			return err_set(err, -EINVAL, "%s:%d: %s", file, line, why.text);
		for (size_t i = before; i < ret->len; i++)
			ret->items[i].line = line;
	}
	return 0;
}

/* --- the end --- */

static void say_over(void *arg)
{
	struct player *p = arg;
	struct err err = p->failure;

	p->options.over(p->options.arg, err.code ? &err : NULL);
}

/* Not from inside of what is going on: whoever hears of it may free the player. */
static void end(struct player *p)
{
	p->ended = true;
	loop_timer_del(take(p->timer));
	loop_timer_del(take(p->again));
	loop_defer(p->loop, say_over, p);
}

static void fail(struct player *p, const char *why)
{
	size_t last = MIN(p->at, p->acts.len ? p->acts.len - 1 : 0);
	int line = p->acts.len ? p->acts.items[last].line : 0;

	err_set(&p->failure, -ETIMEDOUT, "%s:%d: %s", p->options.file, line, why);
	end(p);
}

/* --- going on --- */

static void begin(struct player *p);

static int64_t on_timer(void *arg);

static void set_timer(struct player *p, int64_t ms)
{
	loop_timer_del(p->timer);
	p->timer = loop_timer_add(p->loop, ms, on_timer, p);
}

static void go_on(struct player *p)
{
	p->waiting = false;
	p->at++;
	begin(p);
}

/* --- waiting --- */

static void fail_wait(struct player *p)
{
	struct err why = ERR_INIT;

	if (p->at == p->acts.len)
		err_set(&why, -ETIMEDOUT, "the script is over, and the step is not done");
	else
		act_failed(&p->acts.items[p->at], p->now.buf, &why);
	fail(p, why.text);
}

static bool screen_shows(struct player *p, const char *text)
{
	_cleanup_(str_release) struct str dump = STR_INIT;

	surface_dump(app_surface(p->options.app), &dump);
	return strstr(dump.buf, text) != NULL;
}

/* The console has heard of the object as it was answered: keys that come next act on what is seen. */
static bool console_knows(struct player *p, const struct condition *c, const json *tree)
{
	struct cache *cache = app_cache(p->options.app);
	const json *meta = json_get(tree, "metadata"), *row = json_at(tree, "rows.0.object.metadata");
	const char *version = json_get_str(row ? row : meta, "resourceVersion");
	const struct object *o;

	if (!cache->synced(cache, c->kind))
		return true;
	o = cache_get(cache, c->kind, c->namespace, c->name);
	return tree ? o && streq0(o->version, version) : !o;
}

static void answered(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct player *p = arg;
	const struct condition *c = p->at < p->acts.len ? &p->acts.items[p->at].condition : NULL;
	_cleanup_(json_freep) json *tree = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;

	p->asking = false;
	if (!c || !p->waiting || p->ended || (!answer_ok(a) && a->code != 404))
		return;
	if (condition_judge(c, tree, &p->now) && console_knows(p, c, tree))
		go_on(p);
}

static void ask(struct player *p, const struct condition *c)
{
	struct request r;

	if (p->asking || !p->changed || !p->options.app->connection.client)
		return;
	p->asking = true;
	p->changed = false;
	condition_request(c, &r);
	errand_send(p->options.app, &r, answered, p, NULL);
}

static void look(struct player *p)
{
	const struct act *a = &p->acts.items[p->at];

	if (p->at == p->acts.len) {
		if (p->options.done(p->options.arg))
			end(p);
	} else if (!condition_seen(&a->condition)) {
		ask(p, &a->condition);
	} else if (screen_shows(p, a->condition.value) == (a->condition.what == CONDITION_SCREEN)) {
		go_on(p);
	} else {
		str_reset(&p->now);
		str_add(&p->now, a->condition.what == CONDITION_SCREEN ? "not on the screen" : "on the screen");
	}
}

/* The frame of this turn is drawn: the app's own hook was there before. */
static void before_sleep(void *arg)
{
	struct player *p = arg;

	if (p->waiting && !p->ended)
		look(p);
}

static int64_t on_again(void *arg)
{
	struct player *p = arg;

	p->changed = true;
	return ASK_MS;
}

static void wait_for(struct player *p, int64_t cluster_ms)
{
	p->waiting = p->changed = true;
	set_timer(p, MAX(app_real_ms(p->options.app, cluster_ms), PATIENCE_MS));
}

/* --- each act --- */

static void sent(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct player *p = arg;

	if (p->ended)
		return;
	if (answer_ok(a))
		go_on(p);
	else
		fail(p, errand_failure(a));
}

static enum verb verb_of(const char *method)
{
	return streq(method, "POST") ? VERB_CREATE : streq(method, "PUT") ? VERB_UPDATE :
	       streq(method, "PATCH") ? VERB_PATCH : streq(method, "DELETE") ? VERB_DELETE : VERB_GET;
}

static void send(struct player *p, const struct act *a)
{
	struct request r;

	request_init(&r, verb_of(a->method), NULL, NULL, NULL);
	r.path = xstrdup(a->url);
	if (r.verb == VERB_PATCH)
		r.content_type = TYPE_MERGE_PATCH;
	if (a->body)
		str_add(&r.body, a->body);
	errand_send(p->options.app, &r, sent, p, NULL);
}

static int64_t key_ms(const struct player *p, const struct act *a)
{
	return p->options.fast ? FAST_MS : a->text ? TEXT_MS : KEY_MS;
}

static void begin(struct player *p)
{
	const struct act *a = &p->acts.items[p->at];

	if (p->at == p->acts.len) {
		wait_for(p, DONE_MS);
		return;
	}
	switch (a->what) {
	case ACT_KEY: set_timer(p, key_ms(p, a)); break;
	case ACT_PAUSE: set_timer(p, MAX(app_real_ms(p->options.app, a->ms), MIN(a->ms, READ_MS))); break;
	case ACT_SEND: send(p, a); break;
	case ACT_WAIT:
	case ACT_CHECK: wait_for(p, a->ms); break;
	}
}

static int64_t on_timer(void *arg)
{
	struct player *p = arg;
	const struct act *a = &p->acts.items[p->at];

	p->timer = NULL;
	if (p->waiting) {
		fail_wait(p);
		return LOOP_NOMORE;
	}
	if (a->what == ACT_KEY)
		p->options.press(p->options.arg, a);
	go_on(p);
	return LOOP_NOMORE;
}

/* --- beginning and end --- */

struct player *player_new(const struct player_options *o, act_vec *acts)
{
	struct player *p = xcalloc(1, sizeof(*p));

	*p = (struct player){ .options = *o, .loop = o->app->options.loop, .acts = *acts, .now = STR_INIT };
	*acts = (act_vec)VEC_INIT;
	p->again = loop_timer_add(p->loop, ASK_MS, on_again, p);
	loop_before_sleep(p->loop, before_sleep, p);
	begin(p);
	return p;
}

void player_changed(struct player *p)
{
	if (p)
		p->changed = true;
}

void player_free(struct player *p)
{
	if (!p)
		return;
	errand_forget(p->options.app, p);
	loop_cancel(p->loop, before_sleep, p);
	loop_cancel(p->loop, say_over, p);
	loop_timer_del(p->timer);
	loop_timer_del(p->again);
	acts_release(&p->acts);
	str_release(&p->now);
	free(p);
}
