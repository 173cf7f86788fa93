/* What kubectl shows of a pod, against every pod of a recorded session of tables. */
#include "tests/unit/kube/data.h"
#include "kube/pod_status.h"

#define NOW 1800000000		/* the instant that the recorded times are relative to */
#define SLOWEST 3		/* seconds that the recording took from a status to its table */

static bool restarts_are(const struct pod_status *s, const char *expected)
{
	for (int64_t late = 0; late <= SLOWEST; late++) {
		_cleanup_(str_release) struct str cell = STR_INIT;

		pod_status_restarts(s, NOW + late, &cell);
		if (streq(cell.buf, expected))
			return true;
	}
	return false;
}

static void check(void *arg UNUSED, const json *line, const char *text)
{
	_cleanup_(pod_status_release) struct pod_status s = POD_STATUS_INIT;
	const json *cells = json_get(line, "cells");
	char ready[32];

	pod_status(json_get(line, "pod"), &s);
	snprintf(ready, sizeof(ready), "%d/%d", s.ready, s.total);
	if (!streq(ready, json_str(json_item(cells, 0))) ||
	    !streq(pod_status_text(&s), json_str(json_item(cells, 1))) ||
	    !restarts_are(&s, json_str(json_item(cells, 2))) || !streq0(s.ended, json_str(json_get(line, "ended"))))
		fail_msg("%s %s %d for %s", ready, pod_status_text(&s), s.restarts, text);
}

static void recorded(void **state UNUSED)
{
	each_line("pod-status", 50, check, NULL);
}

static void of_a_few_more(void **state UNUSED)
{
	static const struct {
		const char *pod, *text;
	} cases[] = {
		{ "{}", "" },
		{ "{'status':{'phase':'Pending','conditions':[{'type':'PodScheduled','reason':'SchedulingGated'}]}}",
		  "SchedulingGated" },
		{ "{'metadata':{'deletionTimestamp':'2026-01-15T12:00:00Z'},'status':{'phase':'Running','reason':'"
		  "NodeLost'}}",
		  "Unknown" },
		{ "{'metadata':{'deletionTimestamp':null},'status':{'phase':'Running'}}", "Running" },
		{ "{'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'"
		  "Completed'}}},"
		  "{'state':{'terminated':{'exitCode':1,'reason':'Error'}}}]}}",
		  "Error" },
		{ "{'status':{'phase':'Running','containerStatuses':[{'state':{'terminated':{'exitCode':137,'signal':9}"
		  "}}]}}",
		  "Signal:9" },
		{ "{'spec':{'initContainers':[{'name':'a'}]},'status':{'phase':'Running','conditions':"
		  "[{'type':'Initialized','status':'True'}],'initContainerStatuses':[{'name':'a','state':{}}],"
		  "'containerStatuses':[{'ready':true,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}}",
		  "CrashLoopBackOff" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(json_freep) json *pod = json_format(cases[i].pod);
		_cleanup_(pod_status_release) struct pod_status s = POD_STATUS_INIT;

		pod_status(pod, &s);
		assert_string_equal(pod_status_text(&s), cases[i].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded),
		cmocka_unit_test(of_a_few_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
