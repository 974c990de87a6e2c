/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands where an argument points to: structs filled on the stack, parameters handed on, data that code
 * writes.
 */
#include "support.h"

static const char source[] =
    "struct action { void (*handler)(int); unsigned long mask[16]; int flags; void (*restorer)(void); };\n"
    "extern int arm(int, const struct action *, struct action *);\n"
    "extern int prepare(struct action *);\n"
    "extern int clear(unsigned long *);\n"
    "extern int step(int);\n"
    "extern void *memset(void *, int, unsigned long);\n"
    "extern void foreign(int);\n"
    "void one(int s) { step(s); }\n"
    "void two(int s) { step(s + 1); }\n"
    "int plain(void) { struct action a; a.handler = one; clear(a.mask); a.flags = 0; return arm(2, &a, 0); "
    "}\n"
    "int zeroed(void) { struct action a; memset(&a, 0, sizeof a); a.handler = foreign; a.flags = 4;\n"
    "    clear(a.mask); return arm(3, &a, 0) + step(1); }\n"
    "int reused(void) { struct action a; clear(a.mask); a.flags = 0; a.handler = one; arm(4, &a, 0);\n"
    "    a.handler = two; return arm(5, &a, 0) + step(1); }\n"
    "int looped(int n) { struct action a; a.handler = one; clear(a.mask); a.flags = 0;\n"
    "    for (int i = 0; i < n; i++) if (step(i)) arm(i, &a, 0); return step(n); }\n"
    "int ignored(void) { struct action a; a.handler = (void (*)(int))1; clear(a.mask); a.flags = 0;\n"
    "    return arm(6, &a, 0) + step(2); }\n"
    "int filled(void) { struct action a; a.handler = one; a.flags = 0; prepare(&a); return arm(7, &a, 0) + "
    "step(3); }\n"
    "int passed(int s, void (*h)(int)) { struct action a; a.handler = h; clear(a.mask); a.flags = 0;\n"
    "    return arm(s, &a, 0) + step(4); }\n"
    "static struct action kept;\n"
    "int written(void) { kept.handler = two; return arm(8, &kept, 0) + step(5); }\n"
    "int straight(int s, const struct action *a) { return arm(s, a, 0) + step(6); }\n";

static const struct object_argument *find(const struct object_facts *f, const char *caller, int64_t first,
                                          uint32_t kind, uint32_t *how_many)
{
    const struct object_argument *found = NULL;
    *how_many = 0;
    for (uint32_t i = 0; i < f->arguments.count; i++) {
        const struct object_argument *argument = &f->arguments.items[i];
        const struct object_call *call = &f->calls.items[argument->call];
        bool here = strcmp(intern_get(f->names, call->name), "arm") == 0 &&
                    strcmp(intern_get(f->names, f->functions.items[call->caller].name), caller) == 0 &&
                    (!first || has_argument(f, call, 0, first, NULL));
        if (!here || argument->position != 1 || argument->kind != kind)
            continue;
        found = argument;
        ++*how_many;
    }
    return found;
}

/* The only thing that may stand there is that function. */
static bool holds_only(const struct object_facts *f, const char *caller, int64_t first, const char *name)
{
    uint32_t functions, unknown, numbers;
    const struct object_argument *found =
        find(f, caller, first, OBJECT_ARGUMENT_POINTED_FUNCTION, &functions);
    find(f, caller, first, OBJECT_ARGUMENT_POINTED_UNKNOWN, &unknown);
    find(f, caller, first, OBJECT_ARGUMENT_POINTED_NUMBER, &numbers);
    return functions == 1 && !unknown && strcmp(intern_get(f->names, found->name), name) == 0 &&
           !found->value;
}

static void check_level(const struct object_facts *f, const char *command, const char *level, unsigned *bad)
{
#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            print_error("%s %s: %s\n", command, level, #what);                                               \
            ++*bad;                                                                                          \
        }                                                                                                    \
    } while (0)
    uint32_t count;
    CHECK(holds_only(f, "plain", 2, "one"));
    CHECK(holds_only(f, "zeroed", 3, "foreign"));
    CHECK(holds_only(f, "reused", 4, "one"));
    CHECK(holds_only(f, "reused", 5, "two"));
    CHECK(holds_only(f, "looped", 0, "one"));
    find(f, "ignored", 6, OBJECT_ARGUMENT_POINTED_FUNCTION, &count);
    CHECK(!count);
    find(f, "ignored", 6, OBJECT_ARGUMENT_POINTED_NUMBER, &count);
    CHECK(count == 1);
    find(f, "filled", 7, OBJECT_ARGUMENT_POINTED_UNKNOWN, &count);
    CHECK(count == 1);
    const struct object_argument *handed = find(f, "passed", 0, OBJECT_ARGUMENT_POINTED_PARAMETER, &count);
    CHECK(count == 1 && handed->parameter == 1 && !handed->value);
    handed = find(f, "straight", 0, OBJECT_ARGUMENT_PARAMETER, &count);
    CHECK(count == 1 && handed->parameter == 1);
    bool stored = false;
    for (uint32_t i = 0; i < f->references.count; i++) {
        const struct object_reference *reference = &f->references.items[i];
        stored |= reference->access == OBJECT_ACCESS_STORED &&
                  strcmp(intern_get(f->names, reference->name), "two") == 0 &&
                  strcmp(intern_get(f->names, reference->datum), "kept") == 0 && !reference->datum_offset;
    }
    CHECK(stored);
}

static void test_pointed(void **state)
{
    static const char *const levels[] = {
        "-O0", "-O1", "-O2", "-O3 -fPIC", "-Os -fno-omit-frame-pointer", "-O2 -fno-pic"};
    (void)state;
    struct bench *bench = bench_new();
    unsigned bad = 0;
    FOR_COMPILERS(compiler)
    for (unsigned i = 0; i < sizeof levels / sizeof *levels; i++) {
        const struct object_facts *f = bench_compile(bench, compiler, levels[i], source);
        if (f)
            check_level(f, compiler->command, levels[i], &bad);
    }
    bench_free(bench);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pointed)};
    return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
