/* The items of a job as a table: its class names the columns, which are as wide as what stands in them. */
#ifndef TUI_ITEMS_H
#define TUI_ITEMS_H

#include "jobs/job.h"
#include "tui/key.h"
#include "tui/surface.h"

struct app;

struct items_at {
	int cursor, top;
};

/* Moves *at so that its row is there and shows. now_ms: the cluster's time. */
void items_draw(const struct job *j, struct surface *s, struct rect r, struct items_at *at, int64_t now_ms);
/* Up, down, pages, both ends; false: not one of its keys. */
bool items_key(struct items_at *at, struct key k, int page);
/* Opens what an item is about. */
void items_open(struct app *app, const struct job_item *i);

#endif
