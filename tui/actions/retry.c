/* Tries a lost server again at once, instead of when its turn comes. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	client_retry(app->connection.client);
	app_say(app, ROLE_muted, "asking %s again", app->connection.server);
}

const struct action retry_action = {
	.name = "retry",
	.key = "ctrl-r",
	.word = "retry",
	.help = "Ask a lost server again at once",
	.run = run,
};
