/* SPDX-License-Identifier: Apache-2.0
 *
 * What judging says: findings with the chain that shows them, gaps, axioms and a verdict for each handler. Plain texts and
 * numbers only, so that it can be stored, read back and reported without graph or facts.
 */
#ifndef SIGVET_JUDGE_FINDING_H
#define SIGVET_JUDGE_FINDING_H

#include "base/array.h"
#include "judge/certificate.h"
#include "judge/spot.h"
#include <stdbool.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* Verdicts are ordered: the worst of what was seen. */
enum verdict { VERDICT_PROVED, VERDICT_CLEAN, VERDICT_UNPROVEN, VERDICT_UNSAFE };
enum { VERDICT_COUNT = VERDICT_UNSAFE + 1 };

/* One step of a chain: `function` is entered by the call at `spot` in the step before. The first step is the handler. */
struct step {
    const char *function;
    struct spot spot;    /* of the call; of the first step, the handler's definition */
    struct spot spelled; /* in a macro's body; line 0: none */
    const char *macro;   /* "" : none */
    const char *how;     /* "" : a direct call; "through a pointer", "by a guess at the pointer's target", "run by qsort",
                          * "added by the compiler"; "inlined": no call is left, its code stands in the step before */
    const char *policy;  /* that holds from here on; NULL: the one before */
};

/* What stands below a finding besides its chain. */
struct finding_note {
    struct spot spot;
    const char *text;
};

struct finding {
    const char *rule;
    enum severity severity;
    uint32_t handler;      /* index in judgement.handlers */
    const char *function;  /* whose code makes the call */
    const char *callee;
    struct spot spot;      /* of the call */
    struct spot spelled;
    const char *macro;
    const char *evidence;  /* "source", "object", "both" */
    const char *emitted;   /* the symbol that the object calls; "" when only the source was seen */
    const char *cause;     /* what put the call there: "-fsanitize=thread", "struct copy"; "" when the source did;
                            * "unexplained" when no table knows */
    const char *message;   /* one line, without the place: "'printf' is not async-signal-safe" */
    const char *reason;    /* "takes the stdio lock, may allocate (glibc manual)" */
    const struct step *const *steps; /* handler first, callee last; findings of one handler share them */
    uint32_t step_count;
    const char *chain;     /* "on_int > log_line > printf" */
    const char *policy;    /* by which it is one; the handler's, unless another was declared on the way */
    const struct finding_note *notes; /* told in place of the steps; none: the steps */
    uint32_t note_count;
};

struct judged_registration {
    const char *signal;    /* "SIGINT" or "unknown" */
    const char *registrar;
    struct spot spot;
};

struct judged_handler {
    const char *name;
    const char *program;   /* "" when no linked program is known */
    const char *variant;   /* "as built" */
    const char *policy;
    const char *signals;   /* "SIGINT,SIGTERM", ascending; "unknown" */
    const char *registrar; /* of the first registration */
    struct spot spot;      /* of the first registration */
    struct spot defined;   /* of the function: its definition, of a library function a declaration */
    const struct judged_registration *registrations; /* by place, then signal */
    uint32_t registration_count;
    enum verdict verdict;
    uint32_t reached;      /* how many functions with a body */
};

#define NONE_HANDLER UINT32_MAX /* a gap of the whole run */

/* Something not seen. */
struct judged_gap {
    const char *kind;
    const char *subject;
    const char *why;
    struct spot spot;
    uint32_t handler; /* NONE_HANDLER: of the whole run */
    const char *variant; /* of the whole run: which variant alone has it; NULL: as built */
};

struct axiom {
    uint32_t handler;
    const char *function;
    const char *authority;
    const char *kind; /* "listed": a table calls it safe; "nosplit": a table says that it checks no stack; or what was
                       * declared of it: "never", "policy", "safe", "stack-check", "targets" */
};

/* A call between reached functions, for the `calls` view and `sigvet graph`. */
struct judged_call {
    const char *caller;
    const char *callee;
    const char *kind;     /* "direct", "pointer", "tail" */
    const char *evidence; /* "source", … */
    const char *variant;
    bool candidate;
    bool hidden;          /* the source does not make it */
    bool folded;          /* the object does not make it: judges nothing */
    struct spot spot;
    const char *declared; /* "never", "safe": so it was declared, and is not followed; "" */
};

/* A function with a body, for the `functions` view. */
struct judged_function {
    const char *name;
    struct spot spot;
    const char *variant;
    int64_t frame;        /* bytes of stack, return address included; -1: not known */
    bool instrumented;
    bool splittable;      /* its prologue may check or switch the stack */
    bool nosplit;         /* the source says that it must not */
};

/* One function of the deepest chain of a handler, for the `stack` view. */
struct judged_stack_step {
    const char *function; /* or what the system puts there: "the kernel's signal frame" */
    struct spot spot;     /* of the call that enters it; of the handler its definition */
    uint64_t frame;
    uint64_t total;       /* with all before it */
};

/* How deep the stack below a handler gets, for the `stacks` view. */
struct judged_stack {
    uint32_t handler;
    uint64_t bytes;
    const char *kind;     /* "bounded"; why not: "recursion", "dynamic", "unknown" */
    int64_t limit;        /* -1: none is known */
    const char *limit_of; /* "--stack-limit", "sigaltstack", "MINSIGSTKSZ"; "" */
    const struct judged_stack_step *steps;
    uint32_t step_count;
};

/* How source and object agree, of the functions that handlers reach. */
struct agreement {
    uint32_t matched;     /* calls that both have */
    uint32_t doubtful;    /* of these: not certain which of two calls it is */
    uint32_t hidden;      /* calls that only the object has */
    uint32_t explained;   /* of these: hidden.tbl says why */
    uint32_t inlined;     /* calls of the source whose callee was inlined */
    uint32_t folded;      /* calls of the source that the compiler left out */
    uint32_t untold;      /* calls of the object that cannot be told hidden or written */
};

struct judged_unit {
    const char *file;
    const char *object;   /* "" */
    const char *state;    /* "whole", "partial", "failed", "not needed" */
    bool cached;
    uint32_t milliseconds;
};

/* The pointer calls that handlers reach: resolved by what flows into them (partly: an unknown value too), by type, not at
 * all; and how many functions they may run. */
struct judged_pointers {
    uint32_t by_flow, partly, by_type, none;
    uint64_t targets;
};

struct judgement {
    const char *policy;
    ARRAY(const char *) variants; /* that were judged, also those without handlers; "as built" first */
    ARRAY(struct judged_handler) handlers;
    ARRAY(struct finding) findings; /* sorted by file, line, column, rule, handler */
    ARRAY(struct judged_gap) gaps;
    ARRAY(struct axiom) axioms;
    ARRAY(struct judged_stack) stacks;
    ARRAY(struct judged_call) calls;
    ARRAY(struct judged_function) functions_seen;
    ARRAY(struct judged_unit) units;
    struct agreement agreement;
    uint32_t objects_read;
    uint32_t functions;             /* defined in all units */
    struct judged_pointers merged;     /* with the callers of a function taken together */
    struct judged_pointers per_caller; /* a call for each way in which its function is called */
    struct proof proof;
};

#endif
