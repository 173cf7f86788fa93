/*
 * struct app: the only home of the console's state. It owns the connection, the view stack, the dialog and the prompt,
 * and draws once a turn, before the loop sleeps, if something changed. It runs without a terminal: keys come by
 * app_key, and the frame is app->surface.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/log.h"
#include "base/loop.h"
#include "base/rng.h"
#include "client/client.h"
#include "tui/action.h"
#include "tui/errand.h"
#include "tui/prompt.h"
#include "tui/screen.h"
#include "tui/simclock.h"
#include "tui/view.h"

struct dialog;
struct editing;
struct diary;
struct question;
struct reconciling;
struct runner;
struct tutor;

/* An open way to one cluster; strings owned. */
struct connection {
	struct client *client;			/* NULL: none yet */
	char *context, *namespace, *server;
	bool insecure;				/* the server's certificate is not checked */
};

/* How a cluster is reached: made by cmd/ and by tests, which alone know whether it is a wire or a loopback. */
struct connector {
	/* context NULL: the one that is current. */
	int (*open)(struct connector *c, const char *context, struct connection *ret, struct err *err);
	int (*contexts)(struct connector *c, name_vec *ret, int *ret_current, struct err *err);
	/* Time: NULL for the system's and the cluster's own. */
	int64_t (*wall_ms)(struct connector *c);
	int64_t (*mono_ms)(struct connector *c);
	/* In place of a person's editor: changes the file and gives the exit code. NULL: the editor itself. */
	int (*edit)(struct connector *c, const char *path);
};

struct app_options {
	struct loop *loop;
	struct log *log;
	struct connector *connector;
	const char *namespace;			/* NULL: the context's */
	bool all_namespaces, read_only, ascii, simulated;
	const char *theme;			/* NULL: dark, or light on a terminal that says it is */
	/* What the cluster changes is painted this long after the last frame at the soonest, so that a storm of
	 * events leaves room for keys, which are painted at once. 0: at once too. */
	int64_t frame_ms;
	/* Sees each frame that a terminal is shown, and when (monotonic): a recorder; NULL: nobody. */
	void (*seen)(void *arg, int64_t mono_ms, const struct surface *s, const struct theme *theme);
	void *seen_arg;
	const char *journal, *who;		/* where writes are kept, and as whose; NULL: in memory, nobody's */
	struct rehearser *rehearser;		/* who plays actions before they are sent; NULL: nobody */
	struct reconciling *reconciling;	/* the reconciler that this console may run; NULL: none */
};

struct message {
	char *text;
	enum role role;
	int64_t until;				/* monotonic ms; INT64_MAX: until a key */
};

struct app {
	struct app_options options;
	struct connection connection;
	struct screen *screen;			/* NULL: nowhere, as in tests */
	struct surface surface;			/* the console's; see app_surface */
	struct theme theme;
	bool theme_chosen;			/* by a person: the terminal's answer no longer changes it */
	char *namespace;			/* NULL: all */
	VEC(struct view *) stack;		/* never empty once connected */
	errand_vec errands;				/* requests under way */
	struct runner *runner;			/* its jobs; NULL while not connected */
	struct diary *diary;			/* its journal; never NULL */
	struct dialog *dialog;			/* NULL: none */
	struct editing *editing;		/* the edit under way; NULL: none */
	struct question *question;		/* over all else; NULL: none */
	struct prompt prompt;
	char prefix[8];				/* the first key of two, whose second is to come; "": none */
	struct message message;
	struct simclock simclock;		/* of the bundled cluster */
	struct tutor *tutor;			/* the lesson that is taken, owned; NULL: none */
	char *waiting;				/* what is shown while there is no connection */
	char *kubeconfig_line;			/* for the second terminal: "export KUBECONFIG=..." */
	struct loop_timer *tick;
	struct loop_timer *pause;		/* until the cluster's changes may be painted; NULL: none wait */
	int64_t drawn_ms;			/* when the last frame was */
	bool lost;				/* the server does not answer: as the log has it */
	bool dirty, stale;			/* a frame must be drawn; the views must look at the cache again */
};

struct app *app_new(const struct app_options *options, struct err *err);
void app_free(struct app *app);
/* Shows on a terminal from now on (owned by the app). */
void app_show_on(struct app *app, struct screen *screen);
void app_resize(struct app *app, int height, int width);
/* Opens a context (NULL: the current one), dropping client, caches, views and dialogs of the one before. */
int app_connect(struct app *app, const char *context, struct err *err);
void app_key(struct app *app, struct key k);
/* An answer of the terminal: its background, which chooses between the dark and the light theme. */
void app_report(struct app *app, const char *text);
/* Draws if something changed. The loop calls it before it sleeps; tests call it themselves. */
void app_draw(struct app *app);
/* All that is shown, as drawn last: the console, or a lesson's pane with it. Borrowed. */
const struct surface *app_surface(struct app *app);

/* --- for views and actions --- */
struct cache *app_cache(struct app *app);
struct port *app_port(struct app *app);
int64_t app_now_s(struct app *app);			/* the cluster's time, seconds */
int64_t app_mono_ms(struct app *app);
/* How long a span of the cluster's time takes here. */
int64_t app_real_ms(struct app *app, int64_t cluster_ms);
struct view *app_view(struct app *app);			/* the one on top; NULL before the first */
void app_push(struct app *app, const struct view_class *class, const struct kind *kind, const struct object *about);
bool app_pop(struct app *app);				/* false at home */
void app_namespace(struct app *app, const char *namespace);	/* NULL: all */
int app_theme(struct app *app, const char *name, struct err *err);
void app_say(struct app *app, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
void app_command(struct app *app, const char *line);	/* what was typed after `:` */
void app_copy(struct app *app, const char *text);
void app_quit(struct app *app);
void app_dirty(struct app *app);
/* As app_dirty for what a cluster sends: painted frame_ms after the last frame at the soonest. */
void app_soon(struct app *app);

#endif
