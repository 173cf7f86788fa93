/* Copies the line that lets kubectl in a second terminal reach the bundled cluster. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	if (app->kubeconfig_line)
		app_copy(app, app->kubeconfig_line);
}

const struct action kubeconfig_action = {
	.name = "copy-kubeconfig",
	.key = "K",
	.word = "copy export",
	.help = "Copy the export line for a second terminal",
	.simulated = true,
	.run = run,
};
