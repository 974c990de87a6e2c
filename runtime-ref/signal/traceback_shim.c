/* SPDX-License-Identifier: Apache-2.0
 *
 * The C side of a sample: asks the user's traceback for the C stack, then goes on where the entry said.
 */
#include "signal/signal.h"

NOSPLIT void callers_shim(int signal, siginfo_t *info, void *context, traceback_function *traceback,
                          uintptr_t *callers, signal_entry *continuation)
{
    struct traceback_argument argument;
    argument.context = 0;
    argument.signal_context = (uintptr_t)context;
    argument.buffer = callers;
    argument.max = CALLERS_MAX;
    traceback(&argument);
    continuation(signal, info, context);
}
