/*
 * The fidelity ledger: what the bundled cluster does like Kubernetes 1.36, what it approximates and how, and what it
 * lacks. The rows are data (sim/fidelity/ledger.yaml), compiled in; a test sees that each names a test that is there.
 */
#ifndef SIM_FIDELITY_H
#define SIM_FIDELITY_H

#include "base/json.h"

/* The rows: {area, what, state, how?, kind?, session?, tests}; the caller's. */
json *fidelity_read(void);
/* For a person: by area, a line each, where it is shown below it, and at last how many there are of each state. */
void fidelity_print(const json *rows, struct str *out);

#endif
