/* SPDX-License-Identifier: Apache-2.0
 *
 * Translates predefined macros. Most go through as they are. A GNU compiler also has keywords, attributes and
 * headers of its own that glibc relies on as soon as __GNUC__ says so; those that clang lacks are given to it
 * as macros.
 */
#include "discover/macros.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

/* The value of a macro, up to the end of its line; NULL when it is not defined. */
static const char *find_value(const char *output, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = output; (at = strstr(at, name)) != NULL; at += length)
        if (at - output >= 8 && strncmp(at - 8, "#define ", 8) == 0 &&
            (at[length] == ' ' || at[length] == '\n'))
            return at + length + (at[length] == ' ');
    return NULL;
}

static long find_number(const char *output, const char *name)
{
    const char *value = find_value(output, name);
    return value ? strtol(value, NULL, 0) : 0;
}

/* Macros that clang must not see: fortified headers, its own operators, C++ types that it does not have. */
static bool is_dropped(const char *name)
{
    return strcmp(name, "_FORTIFY_SOURCE") == 0 || text_starts(name, "__has_") ||
           text_starts(name, "__STDCPP_FLOAT") || text_starts(name, "__STDCPP_BFLOAT");
}

static void add_option(struct macros *macros, const char *output, const char *macro, const char *option,
                       struct arena *arena)
{
    if (find_value(output, macro))
        words_add(&macros->options, option, arena);
}

/* The standard that the macros tell, whatever the default of that compiler is. */
static const char *find_standard(const char *output, bool cxx, struct arena *arena)
{
    static const struct {
        long from; /* the least value of __STDC_VERSION__ or __cplusplus */
        const char *name;
    } c[] = {{202400, "2y"}, {201800, "2x"}, {201700, "17"}, {201100, "11"}, {199900, "99"}, {0, "89"}},
      cpp[] = {{202400, "2c"}, {202003, "2b"}, {201704, "20"}, {201700, "17"},
               {201400, "14"}, {201100, "11"}, {0, "98"}};
    long version = find_number(output, cxx ? "__cplusplus" : "__STDC_VERSION__");
    if (version == 199409)
        return "-std=iso9899:199409";
    size_t i = 0;
    while ((cxx ? cpp[i].from : c[i].from) > version)
        i++;
    return arena_format(arena, "-std=%s%s%s", find_value(output, "__STRICT_ANSI__") ? "c" : "gnu",
                        cxx ? "++" : "", cxx ? cpp[i].name : c[i].name);
}

/* What a GNU compiler has and clang lacks. */
static void add_gnu(const char *output, bool cxx, struct text *text)
{
    static const char *const atomics[] = {"BOOL",  "CHAR", "CHAR16_T", "CHAR32_T", "INT",
                                          "LLONG", "LONG", "POINTER",  "SHORT",    "WCHAR_T"};
    long version = find_number(output, "__GNUC__");
    if (version >= (cxx ? 13 : 7)) { /* keywords; before, glibc makes them types */
        bool quad = find_value(output, "__SIZEOF_FLOAT128__");
        text_format(text,
                    "#define _Float32 float\n#define _Float64 double\n#define _Float32x double\n"
                    "#define _Float64x long double\n#define _Float128 %s\n",
                    quad ? "__float128" : "long double");
    }
    if (!cxx && find_value(output, "__DEC32_MANT_DIG__"))
        text_add(text,
                 "#define _Decimal32 float\n#define _Decimal64 double\n#define _Decimal128 long double\n");
    if (find_value(output, "__SIZEOF_FLOAT80__"))
        text_add(text, "#define __float80 long double\n");
    if (version >= 11) /* __attribute__((__malloc__(free, 1))) */
        text_add(text, "#define __malloc__(...) __malloc__\n");
    text_add(text, "#define __builtin_va_arg_pack() 0\n#define __builtin_va_arg_pack_len() 0\n");
    for (size_t i = 0; i < sizeof atomics / sizeof *atomics; i++) /* for clang's stdatomic.h */
        text_format(text, "#define __CLANG_ATOMIC_%s_LOCK_FREE __GCC_ATOMIC_%s_LOCK_FREE\n", atomics[i],
                    atomics[i]);
}

static void add_options(const char *output, bool cxx, struct macros *macros, struct arena *arena)
{
    const char *standard = find_standard(output, cxx, arena);
    words_add(&macros->options, standard, arena);
    if (!cxx && !text_ends(standard, "89"))
        add_option(macros, output, "__GNUC_GNU_INLINE__", "-fgnu89-inline", arena);
    if (macros->clang)
        return;
    words_add(&macros->options,
              arena_format(arena, "-fgnuc-version=%ld.%ld.%ld", find_number(output, "__GNUC__"),
                           find_number(output, "__GNUC_MINOR__"), find_number(output, "__GNUC_PATCHLEVEL__")),
              arena);
    /* The operands of inline assembler are checked against these. */
    add_option(macros, output, "__AVX__", "-mavx", arena);
    add_option(macros, output, "__AVX2__", "-mavx2", arena);
    add_option(macros, output, "__AVX512F__", "-mavx512f", arena);
    /* So that __has_feature tells the same as the macro. */
    add_option(macros, output, "__SANITIZE_ADDRESS__", "-fsanitize=address", arena);
    add_option(macros, output, "__SANITIZE_THREAD__", "-fsanitize=thread", arena);
}

bool macros_read(const char *output, bool cxx, struct macros *macros, struct arena *arena)
{
    if (!find_value(output, "__GNUC__") && !find_value(output, "__clang__"))
        return false;
    struct text text = {.arena = arena};
    *macros = (struct macros){.names = intern_new(arena), .clang = find_value(output, "__clang__")};
    for (const char *at = output; *at;) {
        size_t length = strcspn(at, "\n");
        size_t next = length + (at[length] == '\n');
        if (text_starts(at, "#define ")) {
            const char *name = arena_copy(at + 8, strcspn(at + 8, " (\n"), arena);
            intern_text(macros->names, name);
            if (!is_dropped(name)) {
                text_add_bytes(&text, at, length);
                text_add(&text, "\n");
            }
        }
        at += next;
    }
    if (!macros->clang)
        add_gnu(output, cxx, &text);
    add_options(output, cxx, macros, arena);
    macros->text = text_get(&text);
    return true;
}
