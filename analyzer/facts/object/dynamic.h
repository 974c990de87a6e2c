/* SPDX-License-Identifier: Apache-2.0
 *
 * What the dynamic linker knows of a linked file: the libraries that it needs and where they are sought, the names that
 * it defines and wants with their versions, and which it binds at the first call. Of an archive, its index. Only these
 * tables are read, no code, so it is cheap also for a large library; nothing of the file is believed.
 */
#ifndef SIGVET_FACTS_OBJECT_DYNAMIC_H
#define SIGVET_FACTS_OBJECT_DYNAMIC_H

#include "base/map.h"
#include "facts/object/object_fact.h"

enum dynamic_symbol_flag {
    DYNAMIC_DEFINED = 1 << 0,
    DYNAMIC_EXPORTED = 1 << 1, /* other linked files can name it; else only the file's own symbol table has it */
    DYNAMIC_OLD = 1 << 2,      /* a version that is not the default one */
    DYNAMIC_LAZY = 1 << 3,     /* its slot is filled at the first call, unless all are at once */
};

struct dynamic_symbol {
    const char *version; /* NULL: none */
    uint64_t address;    /* of a defined one, not of an archive's */
    uint32_t flags;      /* enum dynamic_symbol_flag */
    uint32_t next;       /* of the same name; NONE */
};

struct object_dynamic {
    const char *path;
    const char *trouble;   /* it is no 64-bit little-endian linked file, or archive with an index, that can be read; NULL */
    enum object_kind kind; /* RELOCATABLE: an archive */
    uint32_t flags;        /* OBJECT_BIND_NOW, OBJECT_DYNAMIC, OBJECT_PIE */
    uint32_t machine;      /* EM_…; 0: an archive, or no ELF file of a kind that is read */
    const char *soname;    /* NULL: none; as are rpath and runpath */
    const char *rpath;
    const char *runpath;
    bool symbolic;         /* its own names come first for itself */
    bool lazy;             /* has slots that are filled at the first call */
    bool internal;         /* symbols are those of its own symbol table, too */
    ARRAY(const char *) needed;
    ARRAY(struct dynamic_symbol) symbols;
    struct intern *names;  /* its own */
    struct map *first;     /* name -> first in symbols */
};

struct object_dynamic *object_dynamic(const char *path, struct arena *arena);

/* Adds what the file's own symbol table defines besides, code of archives that were linked into it; once. */
void dynamic_read_internal(struct object_dynamic *dynamic, struct arena *arena);

/* The definition that a reference with this version (NULL: none) is bound to. Exported ones only, or any. */
const struct dynamic_symbol *dynamic_definition(const struct object_dynamic *dynamic, const char *name,
                                                const char *version, bool exported);

/* The version of a name that the file wants from others; NULL: none. */
const char *dynamic_wanted(const struct object_dynamic *dynamic, const char *name);

/* Does a call of the name from this file run the dynamic linker the first time? */
bool dynamic_is_lazy(const struct object_dynamic *dynamic, const char *name);

#endif
