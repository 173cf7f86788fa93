/* Every bound in the program, with its reason. Reaching one is an error with a name, never a crash and never
 * silence. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_JSON_DEPTH 128			/* Kubernetes objects stay below 40; deeper text attacks recursion */
#define LIMIT_JSON_NODES 2000000		/* a list page of 500 pods has about 200,000 */
#define LIMIT_YAML_BYTES (4 << 20)
#define LIMIT_YAML_NODES 100000			/* after aliases are expanded: "billion laughs" */
#define LIMIT_BODY_BYTES (3 << 20)		/* request body, as kube-apiserver: 413 above */
#define LIMIT_OBJECT_BYTES (3 << 19)		/* 1.5 MiB, etcd's */
#define LIMIT_ANSWER_BYTES (256 << 20)		/* one answer read by the client: a list page of huge objects */
#define LIMIT_WATCH_LINE_BYTES (8 << 20)	/* one watch event */
#define LIMIT_HEADER_BYTES (128 << 10)
#define LIMIT_WATCHERS 4096
#define LIMIT_CONNECTIONS 4608
#define LIMIT_HISTORY_EVENTS 4096		/* kept per kind for watches; older ones answer 410 */
#define LIMIT_HISTORY_BYTES (64 << 20)		/* ... and the bytes of their objects: ten pages of huge ones */
#define LIMIT_OBJECTS 500000			/* held by the bundled cluster; a busy one of 10,000 pods has 150,000 */
#define LIMIT_STORED_BYTES (INT64_C(2) << 30)	/* their texts: what etcd holds if nobody tells it otherwise */
#define LIMIT_REPLICAS 100000			/* ordinals of one set; a cluster holds 150,000 pods at most */
#define LIMIT_LOG_LINES 2000
#define LIMIT_LOG_KEPT 20000			/* lines of a log in the bundled cluster; older ones are rotated away */
#define LIMIT_SCROLL_LINES 10000		/* of a log on the screen, */
#define LIMIT_SCROLL_BYTES (8 << 20)		/* ... and their bytes: older ones go */
#define LIMIT_SCROLL_TEXT (16 << 10)		/* one line of it; the rest is cut */
#define LIMIT_CELL_TEXT 4096			/* cluster text shown in one place */
#define LIMIT_KUBECONFIG_BYTES (1 << 20)
#define LIMIT_EXEC_OUTPUT (1 << 20)		/* what a credential plugin may print */

#endif
