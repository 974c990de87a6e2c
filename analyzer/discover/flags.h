/* SPDX-License-Identifier: Apache-2.0
 *
 * What a compiler option is to sigvet. Known options are kept, everything else is dropped: libclang refuses
 * or obeys too much of the rest (-MD writes files even when only parsing).
 */
#ifndef SIGVET_DISCOVER_FLAGS_H
#define SIGVET_DISCOVER_FLAGS_H

enum flag_form {
    FLAG_ALONE,    /* -ansi */
    FLAG_JOINED,   /* -std=c11, -O2: starts with the name */
    FLAG_SEPARATE, /* -include FILE */
    FLAG_EITHER,   /* -IDIR or -I DIR */
};

enum flag_use {
    USE_PARSE = 1 << 0, /* given to libclang, however the unit is parsed */
    USE_PLAIN = 1 << 1, /* given to libclang where clang's own macros and include paths are in force */
    USE_ASK = 1 << 2,   /* changes what the compiler says of its macros and include paths */
    USE_CLANG = 1 << 3, /* PARSE and PLAIN only count for a unit that clang compiles */
    USE_PATH = 1 << 4,  /* the value is a path, made absolute */
};

struct flag {
    const char *name;
    enum flag_form form;
    unsigned uses; /* enum flag_use; 0: known only for its form, and dropped */
};

/* The flag that an argument is or starts with, the longest that fits; NULL: not known. */
const struct flag *flag_find(const char *argument);

#endif
