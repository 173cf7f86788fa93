/* All namespaces, and back. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	app_namespace(app, app->namespace ? NULL : app->connection.namespace);
}

const struct action all_namespaces_action = {
	.name = "all-namespaces", .key = "0", .word = "all", .help = "All namespaces, or back to the context's own",
	.run = run,
};
