/* Times, their middle, the reference they are compared with, and the line that tells them. */
#include "tests/tools/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double percentile(double *values, size_t count, double part)
{
	size_t at;

	assert(count > 0);
	qsort(values, count, sizeof(*values), compare);
	at = (size_t)ceil((double)count * part);
	return values[MIN(MAX(at, 1), count) - 1];
}

double median(double *values, size_t count)
{
	return percentile(values, count, 0.5);
}

/* Ten million steps of a random generator: no memory, no kernel, nothing to be cached. */
double reference_ms(void)
{
	double times[5];

	for (size_t i = 0; i < COUNT(times); i++) {
		volatile uint64_t result;
		uint64_t x = 88172645463325252u + i;

		times[i] = now_ms();
		for (int n = 0; n < 10000000; n++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
		}
		result = x;
		(void)result;
		times[i] = now_ms() - times[i];
	}
	return median(times, COUNT(times));
}

void figure(const char *what, double value, const char *unit, const char *target, const char *fmt, ...)
{
	va_list args;

	printf("%-56s %8.*f %-6s %-10s (", what, value < 10 ? 2 : value < 1000 ? 1 : 0, value, unit, target);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(")\n");
}

bool complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	return false;
}
