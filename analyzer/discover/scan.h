/* SPDX-License-Identifier: Apache-2.0
 *
 * What one file's text includes, defines and mentions, whatever #if stands around it. In a header only what can become
 * code counts as a mention: function bodies, initialisers, lists of macro uses. Bodies of macros are kept apart, for they
 * are code only where the macro is used.
 */
#ifndef SIGVET_DISCOVER_SCAN_H
#define SIGVET_DISCOVER_SCAN_H

#include "base/array.h"
#include "base/intern.h"
#include "base/text.h"
#include "discover/lexer.h"

enum include_kind {
    INCLUDE_QUOTED,
    INCLUDE_ANGLED,
    INCLUDE_NEXT,  /* #include_next: any folder of the search */
    INCLUDE_NAMED, /* by a macro of this name */
    INCLUDE_UNKNOWN,
};

struct include {
    name_id name;
    enum include_kind kind;
};

struct macro {
    name_id name;
    name_id header;       /* the body is "x" or <x>, as written; 0: it is not */
    uint32_t first;       /* of the names in its body, parameters left out */
    uint32_t count;
    uint32_t first_paste; /* what its ## make */
    uint32_t paste_count;
    bool makes_code; /* it has a '{' or '=' outside of parentheses: in a declaration it may begin a body or an initialiser */
    bool applies;    /* a parameter is used as a macro: X(a) X(b) */
    bool lopsided;   /* braces or parentheses that do not fit together */
    bool divides;    /* what cannot stand in the head of a function: braces, or one of ;,= outside of parentheses */
};

/*
 * A function of a header that only the unit itself can call, made by static NAME(...) { ... }. The names in its body are
 * mentions only if the function is ever named. All names stand in scan.local_names: first those that may be its own
 * (before parentheses; the others are macros), then the rest of its head, then its body's, each once.
 */
struct local_function {
    uint32_t first; /* of its names */
    uint32_t own_count;
    uint32_t head_count;
    uint32_t body_count;
    uint32_t start; /* of what stands between the braces, in bytes */
    uint32_t end;
};

/* In a pattern of what ## makes, an argument: "sa_\1" of sa_##x. */
enum { PASTE_HOLE = '\1' };

struct scan {
    const char *unread;  /* why the file was not read; NULL: it was */
    const char *trouble; /* why it may mention anything; NULL: it does not */
    bool named;          /* a macro names an include */
    ARRAY(struct include) includes;
    ARRAY(name_id) mentions;  /* each once */
    ARRAY(name_id) declaring; /* in declarations that are no code; code only if a macro makes it so. Each once */
    ARRAY(struct macro) macros;
    ARRAY(name_id) bodies; /* of the macros, end to end */
    ARRAY(name_id) pastes; /* patterns */
    ARRAY(name_id) operands; /* set by operands.c, each once */
    ARRAY(struct local_function) locals;
    ARRAY(name_id) local_names;
    ARRAY(uint32_t) quoted; /* hashes of the words in all literals: text for the assembler may name a function */
};

/* The last file that mentions a name, and the last that only declares with it. */
struct stamp {
    uint32_t mention;
    uint32_t declaring;
    uint32_t local; /* the last function's body, by scanner.local_stamp */
};

enum { RECENT_NAMES = 4096 };

/* A name that was seen not long ago; most words of a text are few names. */
struct recent {
    uint64_t front; /* its first 8 bytes, less when it is shorter */
    uint32_t length;
    name_id name;
};

/* What scanning needs again for each file. */
struct scanner {
    struct intern *names;
    struct arena *arena;
    ARRAY(struct stamp) stamps; /* of each name */
    uint32_t stamp;             /* of the file at hand */
    uint32_t local_stamp;       /* of the local function at hand */
    struct recent recent[RECENT_NAMES];
};

struct scanner *scanner_new(struct intern *names, struct arena *arena);

/* whole: everything in the file counts as a mention, as in a source. A NUL must stand behind the bytes. */
void scan_text(struct scanner *scanner, const char *bytes, size_t length, bool whole, struct scan *scan);

/* As intern_bytes, but faster for what comes often. */
name_id scan_name(struct scanner *scanner, const char *text, size_t length);

/* As in scan.quoted. */
uint32_t scan_hash(const char *text, size_t length);

/* ---- for outline.c, local.c and operands.c: each adds a name, once ---- */

void scan_mention(struct scanner *scanner, struct scan *scan, const struct token *token);
void scan_declaring(struct scanner *scanner, struct scan *scan, const struct token *token);
void scan_mention_name(struct scanner *scanner, struct scan *scan, name_id name);
void scan_operand(struct scanner *scanner, struct scan *scan, const struct token *token);

/* True when the body at hand has not had it. */
bool scan_fresh_local(struct scanner *scanner, name_id name);

#endif
