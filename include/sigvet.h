/* SPDX-License-Identifier: Apache-2.0
 *
 * What a program can tell sigvet of its functions. Nothing of this is in a build: the macros are empty unless sigvet reads
 * the source. What is said here is believed, and each use of it is listed with the handler's axioms. Where only compiled
 * code is read (--binary, --view object), say the same in a table (declared.tbl) or on the command line.
 *
 * They stand before a declaration or definition:
 *
 *     SIGVET_NEVER("indices are checked by the caller") void panic_index(void);
 */
#ifndef SIGVET_H
#define SIGVET_H

#ifdef __SIGVET__
#define SIGVET_SAYS(text) __attribute__((annotate("sigvet:" text)))
#else
#define SIGVET_SAYS(text)
#endif

/* The function is a handler, or is to be judged like one. */
#define SIGVET_HANDLER SIGVET_SAYS("handler")

/* It must not check the stack: the mark that --policy nosplit-strict asks of every function that a handler reaches. */
#define SIGVET_NOSPLIT SIGVET_SAYS("nosplit")

/* Handlers may call it; it is not entered. */
#define SIGVET_SAFE(why) SIGVET_SAYS("safe:" why)

/* From this function on another policy holds: SIGVET_POLICY(posix, "entered only with g != NULL"). Two of them have a plus
 * between: posix+nosplit. Of a handler, the policy that it is judged by. */
#define SIGVET_POLICY(policy, why) SIGVET_SAYS("policy:" #policy ":" why)

/* Handlers never call it, although the code could: a failed check of bounds. */
#define SIGVET_NEVER(why) SIGVET_SAYS("never:" why)

/* Behind the name of a pointer (a field, variable, parameter or typedef): it holds only these functions. */
#define SIGVET_TARGETS(...) SIGVET_SAYS("targets:" #__VA_ARGS__)

#endif
