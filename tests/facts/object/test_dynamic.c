/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of dynamic linking: versions, binding, what is exported; and every file cut short anywhere.
 */
#include "facts/object/dynamic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    char folder[64];
};

static int begin(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    strcpy(fixture->folder, "/tmp/sigvet-dynamic-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) ? 0 : -1;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    int result = system(command);
    arena_free(fixture->arena);
    free(fixture);
    return result;
}

static const char *source = "int f1(void) { return 1; }\nint f2(void) { return 2; }\n"
                            "__asm__(\".symver f1,f@V1\"); __asm__(\".symver f2,f@@V2\");\n"
                            "__attribute__((visibility(\"hidden\"))) int inner(void) { return 3; }\n"
                            "extern int puts(const char *); int own(void) { return puts(\"x\") + inner(); }\n";

/* Makes lib.so; false: this machine has no compiler. */
static bool make(const struct fixture *fixture, const char *flags)
{
    char path[128], command[512];
    snprintf(path, sizeof path, "%s/lib.c", fixture->folder);
    FILE *file = fopen(path, "w");
    fputs(source, file);
    fclose(file);
    snprintf(path, sizeof path, "%s/lib.map", fixture->folder);
    file = fopen(path, "w");
    fputs("V1 { global: f; local: *; };\nV2 { global: f; own; } V1;\n", file);
    fclose(file);
    snprintf(command, sizeof command,
             "cd %s && gcc -O1 -fPIC -shared -Wl,-soname,libx.so.1 -Wl,-rpath,'$ORIGIN/a:/b' "
             "-Wl,--version-script=lib.map %s lib.c -o lib.so",
             fixture->folder, flags);
    return system(command) == 0;
}

static struct object_dynamic *read_library(const struct fixture *fixture)
{
    return object_dynamic(arena_format(fixture->arena, "%s/lib.so", fixture->folder), fixture->arena);
}

static void names_have_versions(void **state)
{
    const struct fixture *fixture = *state;
    if (!make(fixture, "-Wl,-z,lazy"))
        skip();
    struct object_dynamic *library = read_library(fixture);
    assert_null(library->trouble);
    assert_string_equal(library->soname, "libx.so.1");
    assert_string_equal(library->runpath ? library->runpath : library->rpath, "$ORIGIN/a:/b");
    assert_int_equal(library->kind, OBJECT_SHARED);
    assert_string_equal(library->needed.items[0], "libc.so.6");
    const struct dynamic_symbol *old = dynamic_definition(library, "f", "V1", true);
    const struct dynamic_symbol *new = dynamic_definition(library, "f", "V2", true);
    assert_non_null(old);
    assert_non_null(new);
    assert_int_not_equal(old->address, new->address);
    assert_ptr_equal(dynamic_definition(library, "f", NULL, true), new);
    assert_null(dynamic_definition(library, "f", "V3", true));
    assert_non_null(dynamic_wanted(library, "puts"));
    assert_null(dynamic_definition(library, "puts", NULL, true));
    assert_null(dynamic_definition(library, "inner", NULL, true));
}

static void binding_is_the_files_word(void **state)
{
    const struct fixture *fixture = *state;
    if (!make(fixture, "-Wl,-z,lazy"))
        skip();
    assert_true(dynamic_is_lazy(read_library(fixture), "puts"));
    assert_false(dynamic_is_lazy(read_library(fixture), "own"));
    assert_true(make(fixture, "-Wl,-z,now"));
    assert_false(dynamic_is_lazy(read_library(fixture), "puts"));
    assert_true(make(fixture, "-Wl,-z,lazy -fno-plt"));
    assert_false(dynamic_is_lazy(read_library(fixture), "puts"));
}

/* A file cut short, or with bytes that are none, is read or refused: nothing else. */
static void hostile_files_are_refused(void **state)
{
    const struct fixture *fixture = *state;
    if (!make(fixture, ""))
        skip();
    char path[128];
    snprintf(path, sizeof path, "%s/lib.so", fixture->folder);
    FILE *file = fopen(path, "r");
    static unsigned char bytes[1 << 16], changed[1 << 16];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t at = 0; at < length; at += 61) {
        for (int kind = 0; kind < 2; kind++) {
            memcpy(changed, bytes, length);
            memset(changed + at, 0xff, length - at < 8 ? length - at : 8);
            file = fopen(path, "w");
            fwrite(changed, 1, kind ? at : length, file);
            fclose(file);
            struct object_dynamic *library = read_library(fixture);
            dynamic_read_internal(library, fixture->arena);
            dynamic_definition(library, "f", "V1", true);
            if (kind)
                assert_non_null(library->trouble);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_have_versions, begin, end),
        cmocka_unit_test_setup_teardown(binding_is_the_files_word, begin, end),
        cmocka_unit_test_setup_teardown(hostile_files_are_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
