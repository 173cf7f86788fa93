/* ordinal sim ctl: the clock of a bundled cluster that runs already, asked over its API (/ordinal.dev/clock). */
#ifndef CMD_SIM_CTL_H
#define CMD_SIM_CTL_H

/* argv[0] is "ctl". Returns the exit code; what is wrong is one sentence on stderr. */
int sim_ctl(int argc, char **argv);

#endif
