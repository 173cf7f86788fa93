/* Let the bundled cluster's clock go faster. */
#include "tui/app.h"
#include "tui/simclock.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	simclock_change(app, 1);
}

const struct action clock_faster_action = {
	.name = "clock-faster",
	.key = "z >",
	.word = "faster",
	.help = "Let the cluster's clock go faster",
	.simulated = true,
	.run = run,
};
