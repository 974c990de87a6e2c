/* SPDX-License-Identifier: Apache-2.0
 *
 * The C side of the stress: foreign threads that work and signal themselves and each other.
 */
#pragma once

void stress_foreign_start(int threads);
void stress_foreign_end(void);
void stress_c_work(void *argument); /* of an own thread, in a C call */
void stress_traceback(void *argument);
int stress_child(void *argument); /* in a forked child */
