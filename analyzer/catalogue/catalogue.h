/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tables under rules/tables say of names. Tables are text, parsed at start; a project's own folder adds rows
 * and overrides those of the same name. A bad line is skipped and reported in `bad`, never fatal.
 */
#ifndef SIGVET_CATALOGUE_CATALOGUE_H
#define SIGVET_CATALOGUE_CATALOGUE_H

#include "base/array.h"
#include <stdbool.h>

struct catalogue;

struct bad_line {
    const char *table; /* path */
    uint32_t line;
    const char *why;
};

/* directory: the tables that came with sigvet; extra: the project's own, or NULL. NULL with *error when the first
 * cannot be read at all. */
struct catalogue *catalogue_load(const char *directory, const char *extra, const char **error, struct arena *arena);

uint32_t catalogue_bad_count(const struct catalogue *catalogue);
const struct bad_line *catalogue_bad(const struct catalogue *catalogue, uint32_t index);

/* A hash of every table that was read: part of the key of stored verdicts. */
uint64_t catalogue_key(const struct catalogue *catalogue);

/* ---- policies ---- */

enum policy_list { POLICY_POSIX, POLICY_GLIBC, POLICY_C, POLICY_NONE /* async-signal-safety is not asked */ };

struct policy {
    const char *name;      /* as the user wrote it: "posix-2024" */
    enum policy_list list;
    uint32_t edition;      /* POSIX only: a year */
    bool nosplit;          /* nothing reached may check the stack in its prologue, or be instrumented */
    bool strict;           /* nosplit: each function carries the project's mark, too */
    bool split;            /* who declared it says that stack checks find what they need: hooks that are safe then are */
};

/* "posix", "posix-YEAR", "glibc", "c", "nosplit", "nosplit-strict", or one of the lists and one of these, with a comma or plus
 * between. False: unknown; catalogue_policies lists what there is. */
bool catalogue_policy(const char *name, struct policy *policy);
const char *catalogue_policies(void);

/* Do they ask the same, whatever they are called? */
bool catalogue_policy_same(const struct policy *a, const struct policy *b);

enum safety {
    SAFETY_UNKNOWN, /* on no list */
    SAFETY_SAFE,
    SAFETY_UNSAFE,
};

struct verdict_on_name {
    enum safety safety;
    const char *name;      /* the name under which the lists know it: "printf" for "__printf_chk" */
    const char *why;       /* unsafe: "takes the stdio lock, may allocate"; safe: NULL or a remark */
    const char *authority; /* "POSIX.1-2017 XSH 2.4.3" */
};

/* What a policy says of a linker or source name. __builtin_ is stripped, aliases are followed. */
struct verdict_on_name catalogue_judge(const struct catalogue *catalogue, const struct policy *policy,
                                       const char *name);

/*
 * What a row of the project's own libc_extra.tbl that says "unsafe" has to say: it holds under every policy, and although
 * the program defines the function. UNKNOWN: there is none.
 */
struct verdict_on_name catalogue_ban(const struct catalogue *catalogue, const char *name);
bool catalogue_has_bans(const struct catalogue *catalogue);

/* A builtin that the compiler expands itself and that calls nothing (__builtin_expect, __atomic_load_n, …). */
bool catalogue_is_expanded(const struct catalogue *catalogue, const char *name);

/* The name the lists use: alias and __builtin_ resolved; the name itself when there is none. */
const char *catalogue_canonical(const struct catalogue *catalogue, const char *name);

bool catalogue_is_noreturn(const struct catalogue *catalogue, const char *name);

/* Is the name on any list at all (so that it is the C library's own, not the program's)? */
bool catalogue_knows(const struct catalogue *catalogue, const char *name);

/* ---- declarations ---- */

enum declared_kind {
    DECLARED_HANDLER, /* it is a handler */
    DECLARED_NEVER,   /* it is never called from where handlers get */
    DECLARED_NOSPLIT, /* it has the project's mark; of one without code here: it has no stack check, no instrumentation */
    DECLARED_POLICY,  /* from it on, another policy holds */
    DECLARED_SAFE,    /* it may be called; it is not entered */
};

/* Names that stand for many: functions of the C library, those that the compiler brings along. */
#define DECLARED_LIBRARY "@c-library"
#define DECLARED_COMPILER "@compiler"
#define DECLARED_SECTION "section:" /* and a pattern: functions in sections of that name */

/* What the user says of functions by name. It is believed, and every use of it is an axiom. */
struct declared {
    enum declared_kind kind;
    const char *pattern;   /* a name; '*' is any text; perhaps with @FILE behind; or one of the above */
    const char *value;     /* POLICY: its name; SAFE: "split", where it holds only under such a policy; else "" */
    const char *why;
    const char *origin;    /* "declared.tbl", "--never" */
    bool built_in;         /* came with sigvet */
};

/* Adds a declaration; NULL, or what is wrong with it. */
const char *catalogue_declare(struct catalogue *catalogue, const struct declared *declared);

uint32_t catalogue_declared_count(const struct catalogue *catalogue);
const struct declared *catalogue_declared(const struct catalogue *catalogue, uint32_t index);

/* '*' in a pattern is any text, as often as it stands there. */
bool declared_fits(const char *pattern, const char *name);

/* "never", "policy", … as tables have it. */
const char *declared_kind_text(enum declared_kind kind);

/* What says that a function without code here has no stack check and no instrumentation; NULL: nothing. */
const struct declared *catalogue_nosplit(const struct catalogue *catalogue, const char *name);

/* ---- registrars ---- */

enum handler_form { HANDLER_VALUE, HANDLER_STRUCT };
enum { OLD_NONE = -1, OLD_RESULT = -2 };

struct registrar {
    const char *name;
    uint32_t signal;             /* argument positions, from 0 */
    uint32_t handler;
    enum handler_form form;
    const char *const *fields;   /* STRUCT: handler members, NULL behind; a first "*" is any function pointer member */
    int32_t old;                 /* argument that receives the previous disposition, OLD_RESULT or OLD_NONE */
    int32_t when;                /* this argument must be one of the values; -1: always */
    const int32_t *when_values;
    uint32_t when_count;
    const char *authority;
};

/* NULL: no registrar. Aliases are followed. */
const struct registrar *catalogue_registrar(const struct catalogue *catalogue, const char *name);

/* The names that registrars are called by, aliases too, each at least once; NULL behind the last. */
const char *catalogue_registrar_name(const struct catalogue *catalogue, uint32_t index);

/* ---- functions that take or run functions ---- */

enum callback { CALLBACK_CALLED, CALLBACK_STORED, CALLBACK_THREAD };

/* What becomes of the function pointer in an argument of a function without a body; CALLED where no row says so. */
enum callback catalogue_callback(const struct catalogue *catalogue, const char *name, uint32_t argument);

/* May the function run what it is handed in this argument? One that the tables know does so only where a row says it, or
 * where the argument is a function pointer by its type: `write` does not call its buffer. */
bool catalogue_may_call(const struct catalogue *catalogue, const char *name, uint32_t argument, bool is_function);

struct runs {
    const char *name;         /* exit */
    const char *argument_of;  /* atexit */
    uint32_t argument;        /* 0: what was handed to atexit's first argument runs under exit */
    const char *authority;
};

uint32_t catalogue_runs_count(const struct catalogue *catalogue);
const struct runs *catalogue_runs(const struct catalogue *catalogue, uint32_t index);

/* Bytes of stack that a library function takes at most, with all that it calls (frames.tbl); false: no row says. */
bool catalogue_frame(const struct catalogue *catalogue, const char *name, uint64_t *bytes, const char **authority);

/* ---- what compilers add ---- */

/* Which of the compiler's features put a call or a mark there. */
enum hidden_kind {
    HIDDEN_COPY,        /* struct copy, initialisation, zeroing, byte loops: memcpy, memset, memmove */
    HIDDEN_IDIOM,       /* a library call that the optimiser recognised in code: strlen, calloc, puts */
    HIDDEN_SANITIZER,
    HIDDEN_PROFILE,     /* -pg, coverage, -fprofile-*, instrument-functions, xray */
    HIDDEN_STACK_CHECK, /* the prologue may switch or grow the stack: __morestack, runtime.morestack */
    HIDDEN_HARDENING,   /* stack protector, fortify, cfi */
    HIDDEN_TLS,
    HIDDEN_RUNTIME,     /* arithmetic, atomics, unwinding, OpenMP: the language's own support */
    HIDDEN_THUNK,       /* an indirect call or return in disguise: never a call of its own */
};

/* A row of hidden.tbl. */
struct hidden {
    const char *pattern;   /* symbol, '*' for any text */
    enum hidden_kind kind;
    const char *cause;     /* the flag or construct, as findings.cause has it: "-fsanitize=thread", "struct copy" */
    enum safety safety;    /* SAFE; UNKNOWN: conditional; UNSAFE */
    bool failure;          /* runs only when the program is about to be stopped */
    const char *why;
    const char *suppress;  /* what keeps the compiler asked about from making it; NULL: nothing does */
    const char *authority;
};

enum compiler_family { COMPILER_UNKNOWN, COMPILER_GCC, COMPILER_CLANG };

/* What may have put a call of the symbol there: all rows that fit, the closest pattern first; how many. `rows` has room
 * for `most`. The rows' suppress is the one for the compiler. */
uint32_t catalogue_hidden(const struct catalogue *catalogue, const char *symbol, enum compiler_family compiler,
                          const struct hidden **rows, uint32_t most);

/* A row of instruments.tbl: what it means that a function carries a mark of this kind ("tsan", "xray", "gcov"). */
struct instrument {
    const char *kind;      /* as struct object_mark has it */
    const char *cause;     /* "-fsanitize=thread" */
    enum safety safety;
    const char *why;
    const char *suppress;  /* for the compiler asked about; NULL */
    const char *inlining;  /* "callee", "caller", "both": which of the two inlining traps the attribute has; NULL */
    const char *authority;
};

/* NULL: no row. */
const struct instrument *catalogue_instrument(const struct catalogue *catalogue, const char *kind,
                                              enum compiler_family compiler);

/* A row of variants.tbl: another way to compile a unit. */
struct variant {
    const char *name;
    const char *flags[COMPILER_CLANG + 1]; /* by compiler, as a shell would split them, one in parentheses for units without
                                              optimisation only; NULL: that compiler has no such variant */
    const char *note;
    const char *authority;
};

/* False: there is none of that name. */
bool catalogue_variant(const struct catalogue *catalogue, const char *name, struct variant *variant);

/* All of them, in the order of their table; how many. */
uint32_t catalogue_variants(const struct catalogue *catalogue, struct variant *variants, uint32_t most);
enum { MOST_VARIANTS = 64 };

/* May a variant have this name? */
bool catalogue_variant_name(const char *name);

/* May a compiler call the symbol where the source calls the name (stands.tbl)? */
bool catalogue_stands(const struct catalogue *catalogue, const char *symbol, const char *name);

/* "SIGINT" for 2, "SIGRTMIN+1" for that offset coded as SIGNAL_RTMIN + 1; "signal 77" otherwise. */
const char *catalogue_signal(int32_t number, struct arena *arena);
enum { SIGNAL_RTMIN = 1000, SIGNAL_RTMAX = 2000 }; /* SIGRTMIN+n is 1000+n, SIGRTMAX-n is 2000-n */

#endif
