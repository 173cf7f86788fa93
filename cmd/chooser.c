#include "cmd/chooser.h"

#include <signal.h>

#include "tui/screen.h"

struct chooser {
	struct syllabus *list;
	struct loop *loop;
	struct screen *screen;
	struct surface surface;
	struct theme theme;
	bool theme_chosen, ascii;
	enum syllabus_wish wish;
};

static void draw(struct chooser *c)
{
	syllabus_draw(c->list, &c->surface);
	c->screen->show(c->screen, &c->surface);
}

static void on_key(void *arg, struct key k)
{
	struct chooser *c = arg;

	if (k.code == (K_CTRL | 'z'))
		c->screen->suspend(c->screen);
	else
		c->wish = syllabus_key(c->list, k);
	if (c->wish == SYLLABUS_STAY)
		draw(c);
	else
		loop_stop(c->loop);
}

static void on_report(void *arg, const char *text)
{
	struct chooser *c = arg;
	const char *name = c->theme_chosen ? NULL : theme_for(text);

	if (!name || theme_load(name, &c->theme, NULL))
		return;
	c->screen->theme(c->screen, &c->theme);
	draw(c);
}

static void on_resized(void *arg)
{
	struct chooser *c = arg;
	int height, width;

	c->screen->size(c->screen, &height, &width);
	surface_release(&c->surface);
	surface_init(&c->surface, height, width, c->ascii);
	draw(c);
}

static void on_signal(void *arg, int signo UNUSED)
{
	struct chooser *c = arg;

	c->wish = SYLLABUS_LEAVE;
	loop_stop(c->loop);
}

static int open_screen(struct chooser *c, const char *theme, struct err *err)
{
	const struct screen_options o = { .loop = c->loop, .sink = { on_key, on_report, c }, .resized = on_resized,
					  .ascii = c->ascii };
	int r = theme_load(theme ? theme : "dark", &c->theme, err);

	if (r)
		return r;
	c->screen = screen_terminal(&o, err);
	if (!c->screen)
		return err->code;
	c->ascii |= c->screen->ascii;
	c->screen->theme(c->screen, &c->theme);
	on_resized(c);
	return 0;
}

int chooser_run(struct syllabus *s, const char *theme, bool ascii, enum syllabus_wish *ret_wish, struct err *err)
{
	static const int endings[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	struct chooser c = { .list = s, .loop = loop_new(), .theme_chosen = theme != NULL, .ascii = ascii };
	int r;

	for (size_t i = 0; i < COUNT(endings); i++)
		loop_signal(c.loop, endings[i], on_signal, &c);
	r = open_screen(&c, theme, err);
	if (r == 0) {
		loop_run(c.loop);
		c.screen->free(c.screen);
		*ret_wish = c.wish;
	}
	surface_release(&c.surface);
	loop_free(c.loop);
	return r;
}
