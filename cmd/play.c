#include "cmd/play.h"

#include "base/file.h"
#include "tui/svg.h"

#define FRAME_MS 40

/* --- time --- */

int64_t play_ms(const struct play *p)
{
	return p->script.stage ? p->at_ms + (stage_ms(p->script.stage) - p->at_virtual_ms) / p->speed : 0;
}

static int on_speed(void *arg, int speed, struct err *err UNUSED)
{
	struct play *p = arg;

	p->at_ms = play_ms(p);
	p->at_virtual_ms = stage_ms(p->script.stage);
	p->speed = speed;
	return 0;
}

/* --- frames --- */

static const struct theme *theme_of(const struct play *p)
{
	return &p->script.stage->app->theme;
}

static void flush(struct play *p)
{
	if (p->frame_ms < 0)
		return;
	cast_frame(&p->cast, p->frame_ms, &p->frame, theme_of(p), &p->cast_text);
	film_frame(&p->film, p->frame_ms, &p->frame, theme_of(p));
	p->frame_ms = -1;
}

static void draw_caption(const struct play *p, struct surface *s)
{
	struct rect row = { s->height - 1, 0, 1, s->width };
	struct pen pen = pen_at(s, row.y, 1, s->width - 2);

	if (!p->caption)
		return;
	surface_fill(s, row, GROUND_selected);
	pen.ground = GROUND_selected;
	pen_text(&pen, ROLE_strong, p->caption);
}

/* The console, and below it the row for captions. */
static void compose(struct play *p, struct surface *ret)
{
	const struct surface *console = stage_surface(p->script.stage);

	surface_init(ret, console->height + p->captions, console->width, console->ascii);
	memcpy(ret->cells, console->cells,
	       (size_t)console->height * (size_t)console->width * sizeof(*ret->cells));
	ret->cursor_y = console->cursor_y;
	ret->cursor_x = console->cursor_x;
	if (p->captions)
		draw_caption(p, ret);
}

/* A look is dated to the end of its twenty-fifth of a second, so that nothing is seen before it happened. */
static void on_rest(void *arg)
{
	struct play *p = arg;
	int64_t ms = (play_ms(p) + FRAME_MS - 1) / FRAME_MS * FRAME_MS;
	struct surface now;

	if (!p->script.stage)
		return;
	compose(p, &now);
	if (p->frame.cells && surface_equal(&now, &p->frame)) {
		surface_release(&now);
		return;
	}
	if (p->frame_ms >= 0 && p->frame_ms < ms)
		flush(p);
	surface_release(&p->frame);
	p->frame = now;
	p->frame_ms = ms;
}

/* --- what the script tells --- */

static int on_begun(void *arg, struct err *err UNUSED)
{
	struct play *p = arg;

	p->script.stage->rested = on_rest;
	p->script.stage->arg = p;
	p->cast.title = p->script.title;
	on_rest(p);
	return 0;
}

static int64_t on_caption_end(void *arg)
{
	struct play *p = arg;

	p->caption_end = NULL;
	free(take(p->caption));
	return LOOP_NOMORE;
}

static int on_caption(void *arg, const char *text, int64_t for_ms, struct err *err)
{
	struct play *p = arg;

	loop_timer_del(take(p->caption_end));
	free(p->caption);
	p->caption = *text ? xstrdup(text) : NULL;
	if (for_ms)
		p->caption_end = loop_timer_add(p->script.stage->loop, for_ms * p->speed, on_caption_end, p);
	return stage_rest(p->script.stage, err);
}

static int on_marker(void *arg, const char *text, struct err *err UNUSED)
{
	struct play *p = arg;

	flush(p);
	cast_marker(&p->cast, play_ms(p), text, &p->cast_text);
	return 0;
}

static int on_screen(void *arg, const char *name, struct err *err)
{
	struct play *p = arg;
	struct surface now;
	int r = 0;

	compose(p, &now);
	str_addf(&p->text, "--- %s\n", name);
	surface_dump(&now, &p->text);
	if (p->folder) {
		_cleanup_(freep) char *path = xasprintf("%s/%s.svg", p->folder, name);
		_cleanup_(str_release) struct str svg = STR_INIT;

		surface_svg(&now, theme_of(p), p->script.title ? p->script.title : name, &svg);
		r = file_export(path, svg.buf, err);
	}
	surface_release(&now);
	return r;
}

/* --- beginning and end --- */

bool play_wants_captions(const char *text)
{
	return starts_with(text, "caption ") || strstr(text, "\ncaption ");
}

void play_init(struct play *p, const char *file, int cast_version, bool captions)
{
	*p = (struct play){ .cast_text = STR_INIT, .text = STR_INIT, .frame_ms = -1, .speed = 1,
			    .captions = captions };
	p->hooks = (struct script_hooks){ .begun = on_begun, .screen = on_screen, .caption = on_caption,
					  .marker = on_marker, .speed = on_speed, .arg = p };
	script_init(&p->script, file, &p->hooks);
	cast_init(&p->cast, cast_version);
	film_init(&p->film);
}

void play_end(struct play *p)
{
	if (p->script.stage)
		loop_timer_del(take(p->caption_end));
	script_end(&p->script);
	cast_release(&p->cast);
	film_release(&p->film);
	surface_release(&p->frame);
	str_release(&p->cast_text);
	str_release(&p->text);
	free(p->caption);
}

int play_all(struct play *p, const char *text, struct err *err)
{
	int r = script_play(&p->script, text, err);

	if (!p->script.stage)
		return r;
	flush(p);
	cast_end(&p->cast, play_ms(p), &p->cast_text);
	return r;
}

static const char *title_of(const struct play *p)
{
	return p->script.title ? p->script.title : "ordinal";
}

void play_film(const struct play *p, struct str *out)
{
	film_svg(&p->film, play_ms(p), title_of(p), out);
}

void play_still(struct play *p, struct str *out)
{
	surface_svg(&p->frame, theme_of(p), title_of(p), out);
}

void play_text(struct play *p, struct str *out)
{
	if (p->text.len)
		str_addn(out, p->text.buf, p->text.len);
	else
		surface_dump(&p->frame, out);
}
