/* The next theme. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	theme_names names = VEC_INIT;
	struct err err = ERR_INIT;
	size_t at = 0;

	theme_list(&names);
	for (size_t i = 0; i < names.len; i++) {
		if (streq(names.items[i], app->theme.name))
			at = i + 1;
	}
	app->theme_chosen = true;
	if (app_theme(app, names.items[at % names.len], &err))
		app_say(app, ROLE_bad, "%s", err.text);
	else
		app_say(app, ROLE_muted, "theme %s", app->theme.name);
	vec_each(&names, n)
		free(*n);
	vec_release(&names);
}

const struct action theme_action = {
	.name = "theme", .key = "t", .word = "theme", .help = "Change the colours; :theme NAME chooses one", .run = run,
};
