/*
 * What the measures share. A measure is a row of the table in tests/tools/bench.c and a function in a file here; it
 * prints its figures and returns false only when something did not work: nothing is judged by its time.
 *
 * Times are milliseconds as double from the monotonic clock. Everything that a measure starts it ends.
 */
#ifndef TESTS_TOOLS_BENCH_H
#define TESTS_TOOLS_BENCH_H

#include <sys/types.h>
#include <vterm.h>

#include "base/json.h"
#include "base/log.h"
#include "base/loop.h"
#include "client/config.h"
#include "client/transport.h"

#define PATIENCE_MS 120000

/* --- figures.c --- */

double now_ms(void);
double median(double *values, size_t count);                  /* sorts them */
double percentile(double *values, size_t count, double part); /* part of 1; sorts them */
/* Milliseconds that a fixed piece of arithmetic takes at this moment: what the other times are compared with. */
double reference_ms(void);
/* One line: what, value with unit, target ("" for none), and what stands in brackets. */
void figure(const char *what, double value, const char *unit, const char *target, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
bool complain(const char *fmt, ...) PRINTF_LIKE(1, 2); /* says what did not work; false */

/* --- process.c --- */

struct usage {
	double cpu_ms;
	long wakes; /* voluntary context switches: how often it went to sleep */
};

struct sim {
	pid_t pid;
	int out;   /* its standard output */
	char *dir; /* where its certificates are */
	char *kubeconfig;
};

const char *program(void); /* $ORDINAL, or build/ordinal */
bool process_usage(pid_t pid, struct usage *ret);
long memory_kb(pid_t pid, const char *field); /* "VmHWM", "VmRSS"; -1: there is none */
pid_t child_of(pid_t pid);                    /* its first child; 0: it has none */
void process_end(pid_t pid);                  /* asks it to stop and waits; 0 is fine */
char *folder_new(void);                       /* empty, in /tmp, ours alone */
void folder_free(char *folder);               /* with all that is in it */
/* Starts `ordinal sim` with options (NULL-ended) in dir (borrowed) and waits for its kubeconfig. */
bool sim_start(struct sim *s, const char *dir, const char *const *options);
void sim_stop(struct sim *s);

/* --- caller.c --- */

/* A synchronous caller over the console's own client, on one connection for calls and others for watches. */
struct caller {
	struct loop *loop;
	struct log *log;
	struct config config;
	struct transport *transport;
};

bool caller_open(struct caller *a, const char *kubeconfig);
void caller_close(struct caller *a);
/* Sends and waits; the code, 0 for none. body may be NULL. The request is released. */
int caller_send(struct caller *a, struct request *r, struct str *body);
int caller_get(struct caller *a, const char *path, struct str *body);
/* Median milliseconds that curl takes for a GET of path, TLS handshake included; 0 where there is no curl. */
double curl_ms(struct caller *a, const char *path);

/* --- sets.c --- */

/* Creates sets set-0.. of some replicas and claims each, one after the other, and waits until all are ready. */
struct sets {
	int count, replicas, claims;
};
json *sets_tree(const struct sets *s, int number); /* the manifest of one of them */
bool sets_create(struct caller *a, const struct sets *s, double *ret_ms);
int pods_ready(struct caller *a); /* counted by a list */

/* --- terminal.c --- */

struct terminal {
	int height, width;
	int master;
	pid_t pid;
	VTerm *vt;
	VTermScreen *screen;
	double read_ms; /* when the last bytes came */
	size_t bytes;   /* that came so far */
};

typedef bool (*terminal_fn)(struct terminal *t, const void *arg);

/* Runs the program with arguments (NULL-ended) on a terminal of this size, its state in folder. */
bool terminal_open(struct terminal *t, int width, int height, const char *folder, const char *const *arguments);
void terminal_close(struct terminal *t);
bool terminal_read(struct terminal *t, double wait_ms);    /* what comes within the time; false: the program ended */
bool terminal_shows(struct terminal *t, const void *text); /* a terminal_fn */
void terminal_text(struct terminal *t, struct str *out);
void terminal_cursor_row(struct terminal *t, struct str *out); /* the row marked as selected */
void terminal_send(struct terminal *t, const char *bytes);
/* Waits until it holds and the frame that shows it is complete; the time when that frame's last bytes came. */
bool terminal_wait(struct terminal *t, terminal_fn holds, const void *arg, double *ret_ms);

/* A world of twelve large nodes: room for 12,000 pods (many.c). */
bool world_write(const char *file);

/* --- the measures --- */

bool measure_sim_start(void);
bool measure_console_start(void);
bool measure_idle(void);
bool measure_thousand(void);
bool measure_thousand_claims(void);
bool measure_in_process(void);
bool measure_api(void);
bool measure_creates(void);
bool measure_watchers(void);
bool measure_many_pods(void);
bool measure_ten_thousand(void);
bool measure_decide(void);
bool measure_rehearsal(void);

#endif
