/*
 * Tries a lost server again at once, instead of when its turn comes. Where it does not accept our credentials, waiting
 * cannot help: the kubeconfig is read anew, since a person who has logged in again has changed it.
 */
#include "tui/app.h"

static void sign_in(struct app *app)
{
	_cleanup_(freep) char *context = xstrdup(app->connection.context);
	_cleanup_(freep) char *namespace = xstrdup(app->namespace);
	struct err err = ERR_INIT;

	if (app_connect(app, context, &err)) {
		app_say(app, ROLE_bad, "%s", err.text);
		return;
	}
	app_namespace(app, namespace);
	app_say(app, ROLE_muted, "asking %s again, with the kubeconfig read anew", app->connection.server);
}

static void run(struct app *app, const struct object *o UNUSED)
{
	if (client_state(app->connection.client).signed_out) {
		sign_in(app);
		return;
	}
	client_retry(app->connection.client);
	app_say(app, ROLE_muted, "asking %s again", app->connection.server);
}

const struct action retry_action = {
	.name = "retry",
	.key = "ctrl-r",
	.word = "retry",
	.help = "Ask a lost server again at once (signed out: with the kubeconfig read anew)",
	.run = run,
};
