/*
 * What happened, for a person who looks later: a ring of lines in memory (the console's log view) and, where asked, a
 * file. Nothing writes to stderr while the terminal is in curses mode. Values registered as secrets never appear in any
 * line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log;

struct log *log_new(void);
void log_free(struct log *log);
int log_to_file(struct log *log, const char *path);		/* 0600, append; -errno */
void log_to_stderr(struct log *log, enum log_level most);
void log_secret(struct log *log, const char *value);		/* replaced by *** wherever it occurs; copied */
void log_write(struct log *log, enum log_level level, const char *fmt, ...) PRINTF_LIKE(3, 4);	/* NULL log is fine */
/* A wall clock in place of the system's, for tests and recordings. */
void log_set_clock(struct log *log, int64_t (*wall_ms)(void *arg), void *arg);
/* Walks the ring, oldest first. */
typedef void (*log_line_fn)(void *arg, int64_t wall_ms, enum log_level level, const char *line);
void log_each(const struct log *log, log_line_fn fn, void *arg);

/* Ends the program (by SIGABRT) after running the hook, which restores the terminal: out of memory, a broken
 * invariant. A failed assert runs the hook too. */
typedef void (*die_fn)(void);
void die_hook(die_fn fn);
_Noreturn void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
