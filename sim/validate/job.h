/* What Jobs and the template of a CronJob have in common. Source: pkg/apis/batch of Kubernetes 1.36, truth/wire
 * b-hpa-job-cronjob. */
#ifndef SIM_VALIDATE_JOB_H
#define SIM_VALIDATE_JOB_H

#include "sim/validate/check.h"

/* All of a JobSpec but its selector. */
void validate_job_spec(const struct node *spec);
/* Policies as Go's structs print them. */
extern const struct go_field go_failure_policy[], go_success_policy[];
/* A condition of status.conditions is True. */
bool job_condition(const json *job, const char *type);
/* The slot of the Job's row: what a status may say, and what of it may change. */
void job_validate_status(const json *o, const json *old, struct causes *causes);
/* A text of completed or failed indexes: "1,3-5". False with err set; ret_total: how many they are. */
bool job_indexes_parse(const char *text, int64_t completions, int64_t *ret_total, struct err *err);

#endif
