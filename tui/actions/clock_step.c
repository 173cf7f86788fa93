/* Let the bundled cluster's clock go to the next thing that happens. */
#include "tui/app.h"
#include "tui/simclock.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	simclock_step(app);
}

const struct action clock_step_action = {
	.name = "clock-step",
	.key = "z .",
	.word = "next event",
	.help = "Go to the next thing that happens in the cluster",
	.simulated = true,
	.run = run,
};
