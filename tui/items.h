/* The items of a job as a table: its class names the columns, which are as wide as what stands in them. */
#ifndef TUI_ITEMS_H
#define TUI_ITEMS_H

#include "jobs/job.h"
#include "tui/surface.h"

/* cursor: the row that is selected, -1 for none; *top is moved so that it shows. now_ms: the cluster's time. */
void items_draw(const struct job *j, struct surface *s, struct rect r, int cursor, int *top, int64_t now_ms);

#endif
