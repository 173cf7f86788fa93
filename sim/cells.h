/*
 * Cells of server-side tables that more than one kind has. A column row of sim/kinds/ names one of these functions, one
 * of its own, or just the path of a member.
 */
#ifndef SIM_CELLS_H
#define SIM_CELLS_H

#include "sim/descriptions.h"
#include "sim/descriptions_workloads.h"
#include "sim/resource.h"

/* Appends the cell of a column, by its function or its path. */
void cell_add(const struct column *c, const json *object, int64_t now_s, json *cells);

void cell_age(const json *object, int64_t now_s, json *cells);		/* since metadata.creationTimestamp */
void cell_phase(const json *object, int64_t now_s, json *cells); /* status.phase, "Terminating" while it is deleted */
void cell_template_containers(const json *object, int64_t now_s, json *cells);	/* spec.template's names, "a,b" */
void cell_template_images(const json *object, int64_t now_s, json *cells);

/* Appends how long ago an RFC 3339 text is: "5m"; "<unknown>" for none. */
void cell_add_since(const char *text, int64_t now_s, json *cells);
void cell_add_text(json *cells, const char *text);
/* "a=b,c=d" of a map, "<none>" of an empty one. */
void cell_add_labels(json *cells, const json *map);
/* At most three texts, then " + 2 more..."; "absent" for none. Empty texts are left out. */
void cell_add_some(json *cells, const json *texts, const char *absent);
/* "RWO,ROX": the short names of access modes. */
void cell_add_modes(json *cells, const json *modes);

#define COLUMN_NAME { .name = "Name", .format = "name", .path = "metadata.name", .description = DESCRIBE_NAME }
#define COLUMN_AGE { .name = "Age", .cell = cell_age, .description = DESCRIBE_AGE }
#define COLUMNS(rows) .columns = (rows), .ncolumns = COUNT(rows)
#define FIELDS(rows) .fields = (rows), .nfields = COUNT(rows)

#endif
