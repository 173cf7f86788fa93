/* The manual page, made from the rows of the subcommands, actions, views and commands: it cannot lag behind them. */
#ifndef CMD_MANUAL_H
#define CMD_MANUAL_H

#include "base/str.h"

/* Appends ordinal(1) in the man macros of roff. Each subcommand is asked for its own --help, which writes to stdout. */
void manual_page(struct str *out);

#endif
