/* SPDX-License-Identifier: Apache-2.0
 *
 * What the three files of the daemon share.
 */
#ifndef DEMO_DAEMON_H
#define DEMO_DAEMON_H

#include <stddef.h>
#include <sys/types.h>

/* log.c */
void log_open(const char *path);
void log_reopen(void);
void log_line(const char *text);

/* traps.c */
void trap(int number, void (*handler)(int));
void traps_install(void);

extern char secret[4096];
extern size_t secret_length;

/* Run for every child that ended. A plug-in may set it; nothing in the daemon does. */
extern void (*child_ended)(pid_t child, int status);

#endif
