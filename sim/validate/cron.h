/* Schedules of CronJobs: "minute hour day month weekday", or "@daily" and the like, with the errors of the parser that
 * upstream uses. */
#ifndef SIM_VALIDATE_CRON_H
#define SIM_VALIDATE_CRON_H

#include "base/err.h"

/* 0, or -EINVAL with err saying what is wrong. */
int cron_check(const char *schedule, struct err *err);

#endif
